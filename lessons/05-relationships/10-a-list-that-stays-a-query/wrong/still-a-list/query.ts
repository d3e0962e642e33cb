const role = Role.query.filterBy({ name: 'User' }).one()

// @ts-expect-error A list cannot be refined.
role.users.orderBy(User.username).all()
role.users.length
