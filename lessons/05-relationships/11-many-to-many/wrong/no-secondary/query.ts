const [bees, loop] = Post.query.orderBy(Post.id).all()
const [nature, code, long] = Tag.query.orderBy(Tag.id).all()

bees.tags.extend([nature, long])
loop.tags.extend([code, long])
db.session.commit()

long.posts
