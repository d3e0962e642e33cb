const [bees, loop] = Post.query.orderBy(Post.id).all()
const tags = Tag.query.orderBy(Tag.id).all()
const [nature, code, long] = tags

nature.posts.append(bees)
code.posts.append(loop)
long.posts.extend([bees, loop])
db.session.commit()

long.posts
