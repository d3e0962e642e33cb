const [bees, loop] = Post.query.orderBy(Post.id).all()
const tags = Tag.query.orderBy(Tag.id).all()
const [nature, code, long] = tags

bees.tags.append(nature)
loop.tags.append(code)
db.session.commit()

long.posts
