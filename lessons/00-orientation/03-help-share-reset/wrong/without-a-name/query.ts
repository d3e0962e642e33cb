db.createAll()

const admin = new Role()
db.session.add(admin)
db.session.commit()

admin.id
