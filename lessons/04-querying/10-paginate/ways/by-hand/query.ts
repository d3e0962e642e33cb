const query = User.query.orderBy(User.username)

const total = query.count()
query.slice(3, 6).all()
total
total > 6
