const { username } = User
User.query.filter(username.lt('susan').or(username.gt('susan'))).all()
