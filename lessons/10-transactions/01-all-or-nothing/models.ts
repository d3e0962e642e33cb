export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), {
    unique: true, index: true,
  }),
  credits: db.Column(db.Integer, { nullable: false }),
}, {
  constraints: [
    db.CheckConstraint('credits BETWEEN 0 AND 100', {
      name: 'limits',
    }),
  ],
}) {
  toString() { return `<User '${this.username}'>` }
}
