const role = Role.query.filterBy({ name: 'User' }).one()

User.query.filterBy({ roleId: role.id }).all()
