const query = User.query
  .filter(User.roleId.eq(3))
  .filter(User.username.startsWith('s'))

query.all()
