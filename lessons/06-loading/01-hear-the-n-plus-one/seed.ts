// Runs first: four roles, five users. Nobody is a Moderator.
db.createAll()

const names = ['Administrator', 'Moderator', 'User', 'Guest']
db.session.addAll(names.map((name) => new Role({ name })))
db.session.flush()

const who = { john: 1, susan: 3, david: 3, tom: 3, amy: 4 }
for (const [username, roleId] of Object.entries(who)) {
  db.session.add(new User({ username, roleId }))
}
db.session.commit()
db.session.remove()
