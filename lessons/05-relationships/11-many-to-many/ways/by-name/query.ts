const [bees, loop] = Post.query.orderBy(Post.id).all()
const [nature, code, long] = Tag.query.orderBy(Tag.id).all()

for (const tag of [nature, long]) bees.tags.append(tag)
for (const tag of [code, long]) tag.posts.append(loop)
db.session.commit()

long.posts
