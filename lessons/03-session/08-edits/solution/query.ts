db.createAll()
const admin = new Role({ name: 'Admin' })
db.session.add(admin)
db.session.commit()

admin.name
admin.name = 'Admin'
db.session.dirty
db.session.commit()

admin.name = 'Boss'
admin.name = 'Chief'
admin.name = 'Administrator'
db.session.commit()
