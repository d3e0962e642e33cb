db.createAll()

const admin = new Role({ name: 'Admin' })
db.session.addAll([admin])
db.session.commit()

admin.id
