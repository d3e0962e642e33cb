User.query.limit(2).all()
