User.query.filterBy({ username: 'susan' }).all()
