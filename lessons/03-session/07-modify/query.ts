db.createAll()
db.session.add(new Role({ name: 'Admin' }))
db.session.add(new Role({ name: 'User' }))
db.session.commit()

const admin = Role.query.filterBy({ name: 'Admin' }).one()

Role.query.all()
