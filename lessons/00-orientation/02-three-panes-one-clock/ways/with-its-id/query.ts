db.createAll()
db.session.addAll(
  ['Guest', 'Moderator', 'Admin', 'User'].map((name) => new Role({ name })),
)
db.session.commit()

const last = Role.query.orderBy(Role.name.desc()).all()[2]!
db.session.delete(last)
db.session.commit()

db.session.add(new Role({ id: 1, name: last.name }))
db.session.commit()
