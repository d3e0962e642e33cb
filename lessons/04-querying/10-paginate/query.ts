const query = User.query.orderBy(User.username)

query.offset(3).limit(3).all()
