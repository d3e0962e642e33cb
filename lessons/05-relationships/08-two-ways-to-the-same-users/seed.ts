// Runs first: three roles, three users. Nobody is a Moderator.
db.createAll()

for (const name of ['Administrator', 'Moderator', 'User']) {
  db.session.add(new Role({ name }))
}
db.session.commit()

const who = { john: 1, susan: 3, david: 3 }
for (const [username, roleId] of Object.entries(who)) {
  db.session.add(new User({ username, roleId }))
}
db.session.commit()
db.session.remove()
