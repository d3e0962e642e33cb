User.query.orderBy(User.username.desc()).limit(2).all()
