const userRole = new Role({ name: 'User' })

userRole.id
db.inspect(userRole).state
