const role = Role.query.filterBy({ name: 'User' }).one()

role.users
role.users.length
