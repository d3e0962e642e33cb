const [bees, loop] = Post.query.orderBy(Post.id).all()
const tags = Tag.query.orderBy(Tag.id).all()
const [nature, code, long] = tags

for (const [postId, tagId] of [[1, 1], [1, 3], [2, 2], [2, 3]]) {
  db.session.execute(postTags.insert().values({ postId, tagId }))
}
db.session.commit()

long
