const [bees, loop] = Post.query.orderBy(Post.id).all()
const [nature, code, long] = Tag.query.orderBy(Tag.id).all()

bees.tags = [nature]
bees.tags = [long]
loop.tags = [code]
loop.tags = [long]
db.session.commit()

long.posts
