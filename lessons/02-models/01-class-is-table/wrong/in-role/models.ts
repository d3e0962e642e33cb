export class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64)),
  username: db.Column(db.String(64)),
}) {}
