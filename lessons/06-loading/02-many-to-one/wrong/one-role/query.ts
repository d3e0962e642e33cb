const role = Role.query.orderBy(Role.id).first()
const users = User.query.orderBy(User.id).all()

users.map((user) => user.role?.name)
