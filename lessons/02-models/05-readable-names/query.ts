db.createAll()

db.session.addAll([new User({ username: 'susan' }), new User({ username: 'david' })])
db.session.commit()

User.query.all()
