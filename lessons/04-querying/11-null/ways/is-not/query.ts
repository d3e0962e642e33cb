User.query.filter(User.roleId.isNot(3)).all()
