// Runs first: one post.
db.createAll()
db.session.add(new Post({ title: 'Helo', body: 'First draft.' }))
db.session.commit()
db.session.remove()
