// Runs first: the rows that the queries of this module find.
db.createAll()

const chief = new Role({ id: 1, name: 'Administrator' })
const ordinary = new Role({ id: 3, name: 'User' })
db.session.addAll([
  new User({ username: 'john', role: chief }),
  new User({ username: 'susan', role: ordinary }),
  new User({ username: 'david', role: ordinary }),
])
db.session.commit()

// Let the objects go: every query has to ask the database.
db.session.remove()
