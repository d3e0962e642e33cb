const users = User.query.join(User.role).orderBy(User.id).all()

users.map((user) => user.role?.name)
