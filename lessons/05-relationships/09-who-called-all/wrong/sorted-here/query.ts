const role = Role.query.filterBy({ name: 'User' }).one()

role.users.toSorted((a, b) => ((a.username ?? '') < (b.username ?? '') ? -1 : 1))
