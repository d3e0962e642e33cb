db.createAll()

db.session.add(new User({ username: 'susannah' }))
db.session.commit()

User.query.one().username
