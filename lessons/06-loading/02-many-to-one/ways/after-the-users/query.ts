const users = User.query.orderBy(User.id).all()
Role.query.all()

users.map((user) => user.role?.name)
