User.query.orderBy(User.username).limit(2).all()
