const role = Role.query.filterBy({ name: 'User' }).one()

role.users.orderBy(User.username).all()
role.users.all().length
