db.createAll()

const admin = new Role({ name: 'Admin' })
db.session.add(admin)
db.session.commit()

admin.id
