db.createAll()
db.session.addAll(
  ['Guest', 'Moderator', 'Admin', 'User'].map((name) => new Role({ name })),
)
db.session.commit()
