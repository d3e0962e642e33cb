const [bees, loop] = Post.query.orderBy(Post.id).all()
const [nature, code, long] = Tag.query.orderBy(Tag.id).all()

bees.tags.append(nature)
loop.tags.append(code)
db.session.commit()

long.posts
