db.createAll()
db.session.addAll(['Guest', 'User'].map((name) => new Role({ name })))
db.session.commit()
