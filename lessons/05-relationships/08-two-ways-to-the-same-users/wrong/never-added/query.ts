const role = Role.query.filterBy({ name: 'User' }).one()
role.users.length

const amy = new User({ username: 'amy', roleId: role.id })

User.query.filterBy({ role }).all()
role.users.length
