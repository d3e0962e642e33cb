db.createAll()
const susan = new User({ username: 'susan' })
db.inspect(susan).state
db.session.add(susan)
db.inspect(susan).state
db.session.commit()
db.inspect(susan).state

const david = new User({ username: 'david' })
db.session.add(david)
db.session.flush()
db.session.delete(david)
db.session.flush()
db.inspect(david).state
db.session.expunge(susan)
db.inspect(susan).state
