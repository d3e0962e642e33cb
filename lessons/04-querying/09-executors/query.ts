const query = User.query.orderBy(User.username)

query.all()[0]
query.all().find((user) => user.id === 2)
query.all().length
