const role = Role.query.filterBy({ name: 'User' }).one()

const nameOf = (user: User) => user.username ?? ''
role.users.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
