db.createAll()

db.session.addAll([new Role({ name: 'User' }), new Role({ name: 'Admin' })])
db.session.commit()

Role.query.all()
