const roles = Role.query.join(Role.users).orderBy(Role.id).all()

roles.map((role) => `${role.name}: ${role.users.length}`)
