db.createAll()

db.session.addAll([new User({ username: 'susannah' }), new User({ username: 'bob' })])
db.session.commit()

User.query.filterBy({ username: 'susannah' }).one().username
