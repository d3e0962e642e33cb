db.createAll()

db.session.add(new Note({ text: 'hello' }))
db.session.commit()

Note.query.all()
