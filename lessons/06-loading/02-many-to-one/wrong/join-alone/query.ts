const users = User.query.join(Role).orderBy(User.id).all()

users.map((user) => user.role?.name)
