User.query.limit(2).orderBy(User.username).all()
