const postTags = db.Table('post_tags', {
  postId: db.Column(
    db.Integer, db.ForeignKey('posts.id'), { primaryKey: true },
  ),
  tagId: db.Column(
    db.Integer, db.ForeignKey('tags.id'), { primaryKey: true },
  ),
})

export class Post extends db.Model('posts', {
  id: db.Column(db.Integer, { primaryKey: true }),
  title: db.Column(db.String(64)),
  tags: db.relationship('Tag', {
    secondary: postTags, backref: 'posts',
  }),
}) {
  toString() { return `<Post '${this.title}'>` }
}

export class Tag extends db.Model('tags', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(32), { unique: true }),
}) {
  toString() { return `<Tag '${this.name}'>` }
}
