const query = User.query.orderBy(User.username)

query.first()
User.query.get(2)
query.all().length
