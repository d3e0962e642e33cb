const role = Role.query.filterBy({ name: 'User' }).one()
role.users.length

db.session.add(new User({ username: 'amy', roleId: role.id }))

User.query.filterBy({ role }).all()
role.users.length
