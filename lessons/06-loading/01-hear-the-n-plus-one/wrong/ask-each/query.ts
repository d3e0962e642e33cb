const roles = Role.query.orderBy(Role.id).all()

const lists = roles.map((role) => role.users)
lists.filter((users) => users.length > 1)
