// Runs first: seven users, so that there is something to leaf through.
db.createAll()

const ordinary = new Role({ id: 3, name: 'User' })
const names = ['uma', 'amy', 'bob', 'sam', 'eve']
db.session.addAll(names.map((username) => new User({ username, role: ordinary })))
db.session.commit()
db.session.remove()
