export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), {
    unique: true, index: true,
  }),
  posts: db.relationship('Post', {
    backref: 'author',
    primaryjoin: 'User.id == Post.authorId',
  }),
}) {
  toString() { return `<User '${this.username}'>` }
}

export class Post extends db.Model('posts', {
  id: db.Column(db.Integer, { primaryKey: true }),
  title: db.Column(db.String(64)),
  authorId: db.Column(db.Integer, db.ForeignKey('users.id')),
  editorId: db.Column(db.Integer, db.ForeignKey('users.id')),
}) {
  toString() { return `<Post '${this.title}'>` }
}
