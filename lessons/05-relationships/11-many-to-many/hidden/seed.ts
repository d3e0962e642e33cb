// Runs first: other posts, other tags.
db.createAll()

for (const title of ['Ants at work', 'What is NULL']) {
  db.session.add(new Post({ title }))
}
for (const name of ['animals', 'databases', 'short']) {
  db.session.add(new Tag({ name }))
}
db.session.commit()
db.session.remove()
