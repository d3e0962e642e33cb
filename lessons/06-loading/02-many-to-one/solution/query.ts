const roles = Role.query.all()
const users = User.query.orderBy(User.id).all()

users.map((user) => user.role?.name)
