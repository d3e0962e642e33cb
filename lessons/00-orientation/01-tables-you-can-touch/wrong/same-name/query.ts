db.createAll()

db.session.add(new Role({ name: 'Admin' }))
db.session.add(new Role({ name: 'Admin' }))
db.session.commit()

Role.query.all()
