db.createAll()
const admin = new Role({ name: 'Administrator' })
const user = new Role({ name: 'User' })
db.session.addAll([
  new User({ username: 'john', role: admin }),
  new User({ username: 'susan', role: user }),
  new User({ username: 'david', role: user }),
])
db.session.commit()

for (const one of user.users) db.session.delete(one)
db.session.commit()
User.query.all()
