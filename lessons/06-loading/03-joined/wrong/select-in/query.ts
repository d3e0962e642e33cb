const roles = Role.query
  .options(db.selectinload(Role.users))
  .orderBy(Role.id)
  .all()

roles.map((role) => `${role.name}: ${role.users.length}`)
