const susan = User.query.filterBy({ username: 'susan' }).one()

susan.profile
