// Runs first: the same roles, other users.
db.createAll()

for (const name of ['Administrator', 'Moderator', 'User']) {
  db.session.add(new Role({ name }))
}
db.session.commit()

const who = { amy: 3, zoe: 2, ben: 3, susan: 2 }
for (const [username, roleId] of Object.entries(who)) {
  db.session.add(new User({ username, roleId }))
}
db.session.commit()
db.session.remove()
