export class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64), { unique: true }),
}) {
  toString() { return `<Role '${this.name}'>` }
}

export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), {
    unique: true, index: true, nullable: false,
  }),
  confirmed: db.Column(db.Boolean, { serverDefault: '0' }),
}) {
  toString() { return `<User '${this.name}'>` }
}
