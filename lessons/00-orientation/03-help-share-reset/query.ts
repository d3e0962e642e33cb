db.createAll()

const admin = new Role({ title: 'Admin' })
db.session.add(admin)
db.session.commit()

admin.id
