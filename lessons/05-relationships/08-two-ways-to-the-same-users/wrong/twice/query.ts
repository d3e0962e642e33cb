const role = Role.query.filterBy({ name: 'User' }).one()
role.users.length

db.session.add(new User({ username: 'amy', roleId: role.id }))
role.users.append(new User({ username: 'amy' }))

User.query.filterBy({ role }).all()
role.users.length
