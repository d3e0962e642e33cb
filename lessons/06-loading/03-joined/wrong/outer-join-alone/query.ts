const roles = Role.query.outerjoin(Role.users).orderBy(Role.id).all()

roles.map((role) => `${role.name}: ${role.users.length}`)
