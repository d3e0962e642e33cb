import { defaultLimits, type Request } from '../../protocol'
import { compile } from './transpile'

const models = `export class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64), { unique: true }),
  users: db.relationship('User', { backref: 'role' }),
}) {}
export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), { unique: true, index: true }),
  roleId: db.Column(db.Integer, db.ForeignKey('roles.id')),
}) {}`

const query = `db.createAll()
const role = new Role({ name: 'User' })
db.session.addAll([new User({ username: 'john', role }), new User({ username: 'susan', role })])
db.session.commit()
const users = User.query.filterBy({ role }).orderBy(User.username).limit(2).all()
users[0].role.users
role.name = 'Guest'
db.session.commit()
User.query.count()
db.session.delete(users[0])
db.session.commit()
String(User.query)`

/** A run of code of our own that goes through most of the engine, so that a worker's next run finds it compiled. */
export function rehearsal(): Extract<Request, { kind: 'run' }> {
  const { files } = compile([
    { name: 'models.ts', text: models },
    { name: 'query.ts', text: query },
  ])
  return {
    kind: 'run',
    // No run has this number: nobody listens to what comes of it.
    run: 0,
    files: files ?? [],
    cells: ['models.ts', 'query.ts'],
    database: null,
    url: 'sqlite://',
    seed: 1,
    foreignKeys: true,
    limits: defaultLimits,
    flask: null,
  }
}
