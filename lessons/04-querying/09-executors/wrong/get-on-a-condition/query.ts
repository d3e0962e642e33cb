const query = User.query.orderBy(User.username)

query.first()
query.filterBy({ id: 2 }).get(2)
query.count()
