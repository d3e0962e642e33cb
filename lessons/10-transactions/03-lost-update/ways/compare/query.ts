// What a form shows, and what it sends back later.
function open(id: number) {
  const { title, body, version } = db.session.get(Post, id)!
  return { id, title, body, version }
}

function save({ id, title, body, version }: ReturnType<typeof open>) {
  const post = db.session.get(Post, id)!
  if (post.version !== version) return 0
  Object.assign(post, { title, body, version: version + 1 })
  db.session.commit()
  return 1
}

const susan = open(1)
const david = open(1)

save({ ...susan, title: 'Hello' })
save({ ...david, body: 'Second draft.' })

Post.query.one().title
