db.createAll()
const susan = new User({ username: 'susan' })
db.inspect(susan).state
db.session.add(susan)
db.inspect(susan).state
db.session.commit()
db.inspect(susan).state

db.session.delete(susan)
db.session.flush()
db.inspect(susan).state
db.session.rollback()
db.inspect(susan).state
