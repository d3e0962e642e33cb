const role = Role.query.filterBy({ name: 'User' }).first()

role?.people
