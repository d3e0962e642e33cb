db.createAll()

const admin = new Role()
admin.name = 'Admin'
db.session.add(admin)
db.session.commit()

admin.id
