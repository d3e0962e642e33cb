db.createAll()

const admin = new Role({ name: 'admin' })
db.session.add(admin)
db.session.commit()

admin.id
