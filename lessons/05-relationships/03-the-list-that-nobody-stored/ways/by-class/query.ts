Role.query.filterBy({ name: 'User' }).one().users
