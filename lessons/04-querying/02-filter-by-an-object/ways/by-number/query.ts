const userRole = Role.query.filterBy({ name: 'User' }).first()

User.query.filterBy({ roleId: userRole?.id }).all()
