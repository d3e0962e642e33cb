User.query.filter(User.roleId.eq(3)).all()
User.query.filter(User.roleId.ne(3)).filter(User.roleId.isNull()).all()
