db.createAll()

db.session.add(new User({ username: 'sus' }))
db.session.commit()

User.query.one().username
