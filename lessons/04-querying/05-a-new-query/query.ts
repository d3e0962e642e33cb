const query = User.query
query.filter(User.roleId.eq(3))
query.filter(User.username.startsWith('s'))

query.all()
