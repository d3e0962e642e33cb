User.query.groupBy(User.roleId).count()
