const role = Role.query.get(3)

User.query
  .orderBy(User.username.asc())
  .filter(User.roleId.eq(role?.id ?? 0))
  .all()
