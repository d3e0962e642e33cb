const roles = Role.query
  .outerjoin(Role.users)
  .options(db.containsEager(Role.users))
  .orderBy(Role.id)
  .all()

roles.map((role) => `${role.name}: ${role.users.length}`)
