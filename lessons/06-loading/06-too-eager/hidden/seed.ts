// Runs first: five roles, four users.
db.createAll()

const names = ['Administrator', 'Moderator', 'User', 'Guest', 'Editor']
db.session.addAll(names.map((name) => new Role({ name })))
db.session.flush()

const who = { amy: 3, zoe: 3, ben: 1, eve: 3 }
for (const [username, roleId] of Object.entries(who)) {
  db.session.add(new User({ username, roleId }))
}
db.session.commit()
db.session.remove()
