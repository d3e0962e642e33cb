db.createAll()
db.session.add(new Role({ name: 'User' }))
db.session.commit()

db.session.add(new Role({ name: 'Visitor' }))
attempt(() => db.session.commit())

attempt(() => Role.query.all())
