const role = Role.query.filterBy({ name: 'User' }).one()

const query = role.users
query.count()
query.orderBy(User.username).all()
