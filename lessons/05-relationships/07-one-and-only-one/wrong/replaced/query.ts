const susan = User.query.filterBy({ username: 'susan' }).one()

susan.profile = new Profile({ about: 'likes cats' })
db.session.commit()

susan.profile
