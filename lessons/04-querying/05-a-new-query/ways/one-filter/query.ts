User.query.filter(User.roleId.eq(3), User.username.startsWith('s')).all()
