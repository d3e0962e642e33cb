const susan = User.query.filterBy({ username: 'susan' }).one()

const cats = new Profile({ about: 'likes cats', userId: susan.id })
db.session.add(cats)
db.session.commit()

susan.profile
