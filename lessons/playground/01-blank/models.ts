export class Note extends db.Model('notes', {
  id: db.Column(db.Integer, { primaryKey: true }),
  text: db.Column(db.Text, { nullable: false }),
}) {
  toString() { return `<Note '${this.text}'>` }
}
