db.createAll()
const moderator = new Role({ name: 'Moderator' })
db.session.addAll([
  new Role({ name: 'Administrator' }),
  moderator,
  new Role({ name: 'User' }),
])
db.session.commit()

Role.query.filterBy({ name: 'Moderator' }).delete()

// The power goes out: what is not committed is lost.
db.session.rollback()
