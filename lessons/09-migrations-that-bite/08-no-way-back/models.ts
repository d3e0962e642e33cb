export class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64), { unique: true }),
  users: db.relationship('User', { backref: 'role' }),
}) {
  toString() { return `<Role '${this.name}'>` }
}

export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), { unique: true, index: true }),
  roleId: db.Column(db.Integer, db.ForeignKey('roles.id')),
}) {
  toString() { return `<User '${this.username}'>` }
}
