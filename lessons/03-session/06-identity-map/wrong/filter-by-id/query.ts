db.createAll()
const susan = new User({ username: 'susan' })
const david = new User({ username: 'david' })
db.session.addAll([susan, david])
db.session.commit()

const first = User.query.filterBy({ username: 'susan' }).one()
const second = User.query.filterBy({ id: 1 }).one()
first === second
