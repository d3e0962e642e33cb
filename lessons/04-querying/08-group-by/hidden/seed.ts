// Runs first: the rows that the queries of this module find.
db.createAll()

const chief = new Role({ id: 1, name: 'Administrator' })
const ordinary = new Role({ id: 3, name: 'User' })
db.session.addAll([
  new User({ username: 'susan', role: chief }),
  new User({ username: 'amy', role: ordinary }),
  new User({ username: 'zoe', role: ordinary }),
  new User({ username: 'sam', role: ordinary }),
])
db.session.commit()

// Let the objects go: every query has to ask the database.
db.session.remove()
