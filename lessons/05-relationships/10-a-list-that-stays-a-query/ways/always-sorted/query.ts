const role = Role.query.filterBy({ name: 'User' }).one()

role.users.all()
role.users.count()
