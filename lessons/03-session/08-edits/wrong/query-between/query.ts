db.createAll()
const admin = new Role({ name: 'Admin' })
db.session.add(admin)
db.session.commit()

admin.name
admin.name = 'Admin'
db.session.dirty
db.session.commit()

admin.name = 'Boss'
Role.query.count()
admin.name = 'Chief'
Role.query.count()
admin.name = 'Administrator'
db.session.commit()
