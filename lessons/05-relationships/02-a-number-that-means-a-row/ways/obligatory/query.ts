db.createAll()
const user = new Role({ name: 'User' })
db.session.add(user)
db.session.commit()

const susan = new User({ username: 'susan', roleId: user.id })
const david = new User({ username: 'david', roleId: user.id })
db.session.addAll([susan, david])
db.session.commit()

User.query.all()
