User.query.filter(User.username.notIn(['susan'])).all()
