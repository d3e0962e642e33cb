// Runs first: susan is there already.
db.createAll()
db.session.add(new User({ username: 'susan' }))
db.session.commit()
db.session.remove()
