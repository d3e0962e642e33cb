export class Comment extends db.Model('comments', {
  id: db.Column(db.Integer, { primaryKey: true }),
  text: db.Column(db.String(140)),
  parentId: db.Column(db.Integer, db.ForeignKey('comments.id')),
  parent: db.relationship('Comment', {
    remoteSide: 'id', backref: 'replies',
  }),
}) {
  toString() { return `<Comment '${this.text}'>` }
}
