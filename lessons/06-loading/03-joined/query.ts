const roles = Role.query
  .orderBy(Role.id)
  .all()

roles.map((role) => `${role.name}: ${role.users.length}`)
