const userRole = new Role({ name: 'User' })
db.session.add(userRole)

userRole.id
db.inspect(userRole).state
User.query.filterBy({ role: userRole }).all()
