// Runs first: a comment, two replies, and a reply to a reply.
db.createAll()

const said = [
  { text: 'Too long', parentId: null },
  { text: 'I know', parentId: 1 },
  { text: 'Which part?', parentId: 2 },
  { text: 'All of them', parentId: 3 },
]
for (const values of said) {
  db.session.add(new Comment(values))
  db.session.flush()
}
db.session.commit()
db.session.remove()
