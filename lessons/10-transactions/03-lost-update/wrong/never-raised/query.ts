// What a form shows, and what it sends back later.
function open(id: number) {
  const { title, body, version } = db.session.get(Post, id)!
  return { id, title, body, version }
}

function save({ id, title, body, version }: ReturnType<typeof open>) {
  const saved = Post.query.filterBy({ id, version })
    .update({ title, body })
  db.session.commit()
  return saved
}

const susan = open(1)
const david = open(1)

save({ ...susan, title: 'Hello' })
save({ ...david, body: 'Second draft.' })

Post.query.one().title
