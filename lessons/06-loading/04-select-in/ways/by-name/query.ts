const roles = Role.query.orderBy(Role.id).options(db.selectinload('users'))

roles.all().map((role) => `${role.name}: ${role.users.length}`)
