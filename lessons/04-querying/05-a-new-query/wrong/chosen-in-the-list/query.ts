const query = User.query

query.all().filter((user) => user.roleId === 3 && user.username?.startsWith('s'))
