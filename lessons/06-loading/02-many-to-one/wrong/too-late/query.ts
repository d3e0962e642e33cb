const users = User.query.orderBy(User.id).all()

const names = users.map((user) => user.role?.name)
const roles = Role.query.all()
names
