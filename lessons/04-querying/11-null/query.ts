User.query.filter(User.roleId.eq(3)).all()
User.query.filter(User.roleId.ne(3)).all()
