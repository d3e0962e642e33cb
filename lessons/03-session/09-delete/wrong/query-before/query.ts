db.createAll()
const moderator = new Role({ name: 'Moderator' })
db.session.addAll([
  new Role({ name: 'Administrator' }),
  moderator,
  new Role({ name: 'User' }),
])
db.session.commit()

Role.query.all()
db.session.delete(moderator)

// The power goes out: what is not committed is lost.
db.session.rollback()
