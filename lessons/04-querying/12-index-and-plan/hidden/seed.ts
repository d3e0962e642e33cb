// Runs first: four users. amy has no role yet.
db.createAll()

const chief = new Role({ id: 1, name: 'Administrator' })
const ordinary = new Role({ id: 3, name: 'User' })
db.session.addAll([
  new User({ username: 'john', role: chief }),
  new User({ username: 'susan', role: ordinary }),
  new User({ username: 'david', role: ordinary }),
  new User({ username: 'amy' }),
])
db.session.commit()
db.session.remove()
