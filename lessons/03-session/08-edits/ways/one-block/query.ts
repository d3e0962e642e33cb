db.createAll()
const admin = new Role({ name: 'Admin' })
db.session.add(admin)
db.session.commit()

admin.name
admin.name = 'Admin'
db.session.dirty
db.session.commit()

for (const name of ['Boss', 'Chief', 'Administrator']) admin.name = name
db.session.commit()
