const [bees, loop] = Post.query.orderBy(Post.id).all()
const tags = Tag.query.orderBy(Tag.id).all()
const [nature, code, long] = tags

bees.tags.extend([nature, long])
loop.tags.extend([code, long])
db.session.commit()

long.posts
