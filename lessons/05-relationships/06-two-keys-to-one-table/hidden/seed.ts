// Runs first: the same users, other posts.
db.createAll()

for (const username of ['john', 'susan', 'david']) {
  db.session.add(new User({ username }))
}
db.session.commit()

db.session.addAll([
  new Post({ title: 'Toads', authorId: 2, editorId: 1 }),
  new Post({ title: 'Moths', authorId: 3, editorId: 2 }),
  new Post({ title: 'Newts', authorId: 2, editorId: 3 }),
  new Post({ title: 'Eels', authorId: 2, editorId: 2 }),
])
db.session.commit()
db.session.remove()
