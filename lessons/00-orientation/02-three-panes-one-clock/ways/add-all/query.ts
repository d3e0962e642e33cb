db.createAll()
db.session.addAll(
  ['Guest', 'Moderator', 'Admin', 'User'].map((name) => new Role({ name })),
)
db.session.commit()

const last = Role.query.orderBy(Role.name.desc()).all()[2]!
db.session.delete(last)
db.session.commit()

db.session.addAll([new Role({ name: 'Guest' })])
db.session.commit()
