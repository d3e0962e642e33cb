db.createAll()
const susan = new User({ username: 'susan' })
db.inspect(susan).state
db.session.add(susan)
db.inspect(susan).state
db.session.commit()
db.inspect(susan).state
