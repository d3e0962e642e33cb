// Runs first: three users, four posts.
db.createAll()

for (const username of ['john', 'susan', 'david']) {
  db.session.add(new User({ username }))
}
db.session.commit()

db.session.addAll([
  new Post({ title: 'Zebras', authorId: 2, editorId: 1 }),
  new Post({ title: 'Moths', authorId: 3, editorId: 2 }),
  new Post({ title: 'Ants', authorId: 2, editorId: 3 }),
  new Post({ title: 'Bees', authorId: 1, editorId: 2 }),
])
db.session.commit()
db.session.remove()
