db.createAll()

const admin = new Role({ name: 'Admin' })
const john = new User({ username: 'john', role: admin })
const susan = new User({ username: 'susan', role: admin })
db.session.add(susan)
db.session.commit()

john.role
john.id
admin.users
