const [bees, loop] = Post.query.orderBy(Post.id).all()
const tags = Tag.query.orderBy(Tag.id).all()
const [nature, code, long] = tags

for (const tag of [nature, long]) bees.tags.append(tag)
for (const tag of [code, long]) tag.posts.append(loop)
db.session.commit()

long.posts
