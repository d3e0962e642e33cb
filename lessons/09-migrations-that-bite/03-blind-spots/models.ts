export class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64), { unique: true, nullable: false }), // 1: NOT NULL
}) {}

export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(128), { unique: true, index: true }), // 2: longer
  email: db.Column(db.String(64)), // 3: a column
  credits: db.Column(db.Integer, { serverDefault: '10' }), // 4: a server default
  visits: db.Column(db.Integer, { default: 0 }), // 5: a default
  roleId: db.Column(db.Integer, db.ForeignKey('roles.id'), { index: true }), // 6: an index
}, {
  constraints: [db.CheckConstraint('credits >= 0', { name: 'no_debts' })], // 7: a rule
}) {
  toString() { return `<User '${this.username}'>` } // 8: a text
}
