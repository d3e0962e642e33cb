db.createAll()
const names = ['Guest', 'Moderator', 'Admin', 'User']
db.session.addAll(names.map((name) => new Role({ name })))
db.session.commit()
