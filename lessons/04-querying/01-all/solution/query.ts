Role.query.all()
User.query.all()
