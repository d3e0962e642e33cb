db.createAll()
db.session.addAll(['tom', 'zoe'].map((username) => new User({ username })))
db.session.commit()
db.session.remove()
