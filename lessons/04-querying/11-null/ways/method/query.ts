User.query.filter(User.roleId.ne(3).or(User.roleId.eq(null))).all()
