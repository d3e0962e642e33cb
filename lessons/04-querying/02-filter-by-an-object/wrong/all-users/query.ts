const userRole = Role.query.filterBy({ name: 'User' }).one()

userRole.id
db.inspect(userRole).state
User.query.filterBy({}).all()
