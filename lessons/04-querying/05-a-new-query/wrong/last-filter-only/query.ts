let query = User.query
query.filter(User.roleId.eq(3))
query = query.filter(User.username.startsWith('s'))

query.all()
