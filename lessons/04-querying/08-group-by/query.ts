User.query.groupBy(User.roleId).all()
