const role = Role.query.filterBy({ name: 'User' }).one()
role.users.length

db.session.add(new User({ username: 'amy', role }))

User.query.filterBy({ role }).all()
role.users.length
