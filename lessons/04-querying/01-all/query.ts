Role.query.all()
User.query
