const susan = User.query.filterBy({ username: 'susan' }).one()

db.session.add(new Profile({ about: 'likes cats', userId: susan.id }))
db.session.commit()

susan.profile
