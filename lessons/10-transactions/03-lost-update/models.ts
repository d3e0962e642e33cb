export class Post extends db.Model('posts', {
  id: db.Column(db.Integer, { primaryKey: true }),
  title: db.Column(db.String(64), { nullable: false }),
  body: db.Column(db.Text, { nullable: false }),
  version: db.Column(db.Integer, { nullable: false, default: 1 }),
}) {
  toString() { return `<Post '${this.title}'>` }
}
