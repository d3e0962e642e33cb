const [bees, loop] = Post.query.orderBy(Post.id).all()
const [nature, code, long] = Tag.query.orderBy(Tag.id).all()

db.session.commit()

long
