Role.query.all()
User.query.first()
