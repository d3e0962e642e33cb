User.query
  .join(Role)
  .filter(Role.name.eq('User'))
  .orderBy(User.username)
  .all()
