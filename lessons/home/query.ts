db.createAll()
db.session.add(new User({ username: 'susan' }))
db.session.commit()
