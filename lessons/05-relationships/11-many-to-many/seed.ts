// Runs first: two posts, three tags. No post has a tag.
db.createAll()

for (const title of ['Bees in winter', 'A loop in SQL']) {
  db.session.add(new Post({ title }))
}
for (const name of ['nature', 'code', 'long']) {
  db.session.add(new Tag({ name }))
}
db.session.commit()
db.session.remove()
