db.session.get(User, 2)
User.query.orderBy(User.username).first()
User.query.count()
