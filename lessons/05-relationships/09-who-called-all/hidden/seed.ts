// Runs first: the same roles, other users.
db.createAll()

for (const name of ['Administrator', 'Moderator', 'User']) {
  db.session.add(new Role({ name }))
}
db.session.commit()

const who = { zoe: 3, ben: 3, eve: 3, kim: 1 }
for (const [username, roleId] of Object.entries(who)) {
  db.session.add(new User({ username, roleId }))
}
db.session.commit()
db.session.remove()
