const userRole = Role.query.filterBy({ name: 'User' }).one()
const query = User.query.filterBy({ role: userRole })

query.all()
