User.query.orderBy(User.username).all().slice(0, 2)
