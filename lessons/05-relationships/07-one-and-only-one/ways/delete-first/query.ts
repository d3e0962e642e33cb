const susan = User.query.filterBy({ username: 'susan' }).one()

if (susan.profile) db.session.delete(susan.profile)
db.session.flush()
db.session.add(new Profile({ about: 'likes cats', userId: susan.id }))
db.session.commit()

susan.profile
