db.createAll()
db.session.add(new Role({ name: 'Admin' }))
db.session.add(new Role({ name: 'User' }))
db.session.commit()

const admin = Role.query.filterBy({ name: 'Admin' }).one()
db.session.add(new Role({ name: 'Administrator' }))
db.session.commit()

// The power goes out: what is not committed is lost.
db.session.rollback()

Role.query.all()
