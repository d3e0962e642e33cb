// Runs first: five users, two of them without a role.
db.createAll()

const chief = new Role({ id: 1, name: 'Administrator' })
const ordinary = new Role({ id: 3, name: 'User' })
db.session.addAll([
  new User({ username: 'ben' }),
  new User({ username: 'susan', role: ordinary }),
  new User({ username: 'tom', role: chief }),
  new User({ username: 'sam', role: ordinary }),
  new User({ username: 'eve' }),
])
db.session.commit()
db.session.remove()
