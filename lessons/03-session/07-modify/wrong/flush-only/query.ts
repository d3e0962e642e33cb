db.createAll()
db.session.add(new Role({ name: 'Admin' }))
db.session.add(new Role({ name: 'User' }))
db.session.commit()

const admin = Role.query.filterBy({ name: 'Admin' }).one()
admin.name = 'Administrator'
db.session.flush()

// The power goes out: what is not committed is lost.
db.session.rollback()

Role.query.all()
