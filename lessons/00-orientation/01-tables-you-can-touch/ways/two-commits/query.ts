db.createAll()

db.session.add(new Role({ name: 'Admin' }))
db.session.commit()
db.session.add(new Role({ name: 'User' }))
db.session.commit()

Role.query.all()
