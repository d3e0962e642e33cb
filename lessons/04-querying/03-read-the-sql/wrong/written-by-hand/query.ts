const userRole = Role.query.filterBy({ name: 'User' }).one()
const query = User.query.filterBy({ role: userRole })

'SELECT * FROM users WHERE ? = users.role_id'
