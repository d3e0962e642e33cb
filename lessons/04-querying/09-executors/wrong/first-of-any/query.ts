User.query.first()
User.query.get(2)
User.query.count()
