export class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64), { unique: true }),
}) {}

export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), { unique: true, index: true }),
  roleId: db.Column(db.Integer, db.ForeignKey('roles.id')),
  postCount: db.Column(db.Integer, { nullable: false, serverDefault: '0' }),
}) {}

export class Post extends db.Model('posts', {
  id: db.Column(db.Integer, { primaryKey: true }),
  body: db.Column(db.Text),
  authorId: db.Column(db.Integer, db.ForeignKey('users.id')),
}) {}
