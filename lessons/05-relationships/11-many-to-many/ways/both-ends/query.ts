const [bees, loop] = Post.query.orderBy(Post.id).all()
const tags = Tag.query.orderBy(Tag.id).all()
const [nature, code, long] = tags

bees.tags.extend([long, nature])
loop.tags.append(code)
long.posts.append(loop)
db.session.commit()

long.posts
