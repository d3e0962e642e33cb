const susan = User.query.filterBy({ username: 'susan' }).one()

if (susan.profile) db.session.delete(susan.profile)
db.session.flush()
const cats = new Profile({ about: 'likes cats', userId: susan.id })
db.session.add(cats)
db.session.commit()

susan.profile
