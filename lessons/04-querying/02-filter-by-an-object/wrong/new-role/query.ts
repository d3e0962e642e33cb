const userRole = new Role({ name: 'User' })

userRole.id
db.inspect(userRole).state
User.query.filterBy({ role: userRole }).all()
