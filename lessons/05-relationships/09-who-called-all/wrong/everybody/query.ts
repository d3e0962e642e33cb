User.query.orderBy(User.username).all()
