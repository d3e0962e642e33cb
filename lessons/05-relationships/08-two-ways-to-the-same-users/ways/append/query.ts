const role = Role.query.filterBy({ name: 'User' }).one()
role.users.length

role.users.append(new User({ username: 'amy' }))

User.query.filterBy({ role }).all()
role.users.length
