User.query.filter(User.username.ne('susan')).all()
