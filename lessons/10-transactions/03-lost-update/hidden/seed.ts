db.createAll()
db.session.add(new Post({ title: 'Helo', body: 'A draft.', version: 7 }))
db.session.commit()
db.session.remove()
