db.dropAll()
db.createAll()

User.query.filterBy({ username: 'susan' }).one().email = 'susan@example.com'
db.session.commit()
