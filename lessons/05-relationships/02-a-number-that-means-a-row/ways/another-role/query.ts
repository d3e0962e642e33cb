db.createAll()
const user = new Role({ name: 'User' })
db.session.addAll([user, new Role({ id: 999, name: 'Guest' })])
db.session.commit()

const susan = new User({ username: 'susan', roleId: user.id })
const david = new User({ username: 'david', roleId: 999 })
db.session.addAll([susan, david])
db.session.commit()

User.query.all()
