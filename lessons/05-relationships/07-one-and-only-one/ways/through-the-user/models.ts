export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), {
    unique: true, index: true,
  }),
  profile: db.relationship('Profile', {
    backref: 'user', uselist: false,
  }),
}) {
  toString() { return `<User '${this.username}'>` }
}

export class Profile extends db.Model('profiles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  about: db.Column(db.String(140)),
  userId: db.Column(
    db.Integer, db.ForeignKey('users.id'), { unique: true },
  ),
}) {
  toString() { return `<Profile '${this.about}'>` }
}
