User.query.filter(User.username.ne('Susan')).all()
