const [bees, loop] = Post.query.orderBy(Post.id).all()
const tags = Tag.query.orderBy(Tag.id).all()
const [nature, code, long] = tags

db.session.commit()

long
