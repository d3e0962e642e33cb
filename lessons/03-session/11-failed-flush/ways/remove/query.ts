db.createAll()
db.session.add(new Role({ name: 'User' }))
db.session.commit()

db.session.add(new Role({ name: 'User' }))
attempt(() => db.session.commit())

db.session.remove()
attempt(() => Role.query.all())
