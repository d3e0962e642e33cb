export class Comment extends db.Model('comments', {
  id: db.Column(db.Integer, { primaryKey: true }),
  text: db.Column(db.String(140)),
  parentId: db.Column(db.Integer, db.ForeignKey('comments.id')),
  replies: db.relationship('Comment'),
}) {
  toString() { return `<Comment '${this.text}'>` }
}
