const query = User.query.orderBy(User.username)

query.first()
query.get(2)
query.count()
