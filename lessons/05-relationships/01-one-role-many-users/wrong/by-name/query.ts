db.createAll()

const admin = new Role({ name: 'Admin' })
const moderator = new Role({ name: 'Moderator' })
const user = new Role({ name: 'User' })
const john = new User({ username: 'john', role: admin })
const susan = new User({ username: 'susan', role: user })
const david = new User({ username: 'david', role: user })
db.session.addAll([admin, moderator, user, john, susan, david])
db.session.commit()

// @ts-expect-error A name is no role.
john.role = 'Moderator'
db.session.commit()

user.users
User.query.filterBy({ role: user }).all()
