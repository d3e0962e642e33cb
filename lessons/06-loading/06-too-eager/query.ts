const roles = Role.query.options(db.joinedload(Role.users))
  .orderBy(Role.id).all()

roles.map((role) => [role.name, role.users.length])

db.session.identityMap.length
