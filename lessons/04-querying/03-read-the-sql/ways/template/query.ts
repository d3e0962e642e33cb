const userRole = Role.query.filterBy({ name: 'User' }).one()

const sql = `${User.query.filterBy({ role: userRole })}`
sql
