User.query.orderBy(User.username.asc()).slice(0, 2).all()
