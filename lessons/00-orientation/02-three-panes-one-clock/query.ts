db.createAll()
const names = ['Guest', 'Moderator', 'Admin', 'User']
db.session.addAll(names.map((name) => new Role({ name })))
db.session.commit()

const roles = Role.query.orderBy(Role.name.desc()).all()
db.session.delete(roles[2]!)
db.session.commit()

// Add the role that is gone once more.
