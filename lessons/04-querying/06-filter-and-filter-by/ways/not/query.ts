User.query.filter(db.not(User.username.eq('susan'))).all()
