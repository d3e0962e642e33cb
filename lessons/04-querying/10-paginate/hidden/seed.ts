// Runs first: seven users, enough to leaf through.
db.createAll()

const ordinary = new Role({ id: 3, name: 'User' })
const names = ['uma', 'amy', 'bob', 'sam', 'eve']
for (const username of names) {
  db.session.add(new User({ username, role: ordinary }))
}
db.session.commit()
db.session.remove()
