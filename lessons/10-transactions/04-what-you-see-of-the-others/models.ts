export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), {
    unique: true, index: true,
  }),
  credits: db.Column(db.Integer, { nullable: false }),
}) {
  toString() { return `<User '${this.username}'>` }
}
