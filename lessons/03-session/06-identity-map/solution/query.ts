db.createAll()
const susan = new User({ username: 'susan' })
const david = new User({ username: 'david' })
db.session.addAll([susan, david])
db.session.commit()

const susans = User.query.filterBy({ username: 'susan' })
const first = susans.one()
const second = db.session.get(User, 1)
first === second
