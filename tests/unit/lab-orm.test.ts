import { expect, it } from 'vitest'
import { createWorkspace } from '../../src/engine/db'
import { rehearsal } from '../../src/page/runner/rehearsal'
import { followedObjects } from '../../src/protocol'
import { openLab } from '../support/lab'

const models = `export class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64), { unique: true }),
  users: db.relationship('User', { backref: 'role' }),
}) {
  toString() { return \`<Role '\${this.name}'>\` }
}
class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), { unique: true, index: true }),
  roleId: db.Column(db.Integer, db.ForeignKey('roles.id')),
}) {
  toString() { return \`<User '\${this.username}'>\` }
}
`

async function run(query: string) {
  const lab = await openLab(createWorkspace)
  const done = await lab.run({ 'models.ts': models, 'query.ts': query })
  return { lab, done }
}

it('shows objects, lists, classes and queries as Python does', async () => {
  const { lab } = await run(`db.createAll()
const admin = new Role({ name: 'Admin' })
admin
db.session.addAll([admin, new User({ username: 'susan', role: admin }), new User({ username: 'david', role: admin })])
db.session.commit()
User.query.orderBy(User.username).all()
User.query.filterBy({ role: admin })
User
admin.users.map((user) => user.username)`)
  expect(lab.of('problem')).toEqual([])
  const values = lab.of('value').map(({ place, value }) => [place?.line, value.kind, value.text.replace(/\s+/g, ' ')])
  expect(values).toEqual([
    [3, 'model', "<Role 'Admin'>"],
    [6, 'list', "[<User 'david'>, <User 'susan'>]"],
    [7, 'query', expect.stringMatching(/^SELECT .* FROM users WHERE/)],
    [8, 'class', "<class 'User'>"],
    [9, 'list', "['susan', 'david']"],
  ])
  expect(lab.of('value')[1]!.value.items![0]!.object).toMatchObject({ model: 'User', table: 'users', key: [2] })
})

it('causes no SQL by showing an object whose attributes have expired', async () => {
  const { lab } = await run(`db.createAll()
const admin = new Role({ name: 'Admin' })
db.session.add(admin)
db.session.commit()
admin
console.log(admin, [admin])`)
  const after = lab.of('transaction').findLast(({ action }) => action === 'commit')!.seq
  expect(lab.events().filter(({ kind, seq }) => kind === 'statement' && seq > after)).toEqual([])
  expect(lab.of('value').at(-1)?.value.object?.model).toBe('Role')
})

it('gives each statement the line that caused it, and each row change its statement', async () => {
  const { lab } = await run(`db.createAll()
function add(name: string) {
  db.session.add(new Role({ name }))
}
add('a')
add('b')
db.session.commit()
Role.query.all()`)
  const inserts = lab.of('statement').filter(({ statement }) => statement === 'insert')
  expect(inserts.map(({ place }) => place?.line)).toEqual(inserts.map(() => 7))
  const rows = lab.of('rows')
  expect(rows.flatMap(({ changes }) => changes.map(({ after }) => after))).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
  expect(rows.every(({ statement }) => inserts.some(({ seq }) => seq === statement))).toBe(true)
})

it('names the ORM’s own errors at the line of the learner', async () => {
  const { lab, done } = await run(`db.createAll()
db.session.addAll([new Role({ name: 'a' }), new Role({ name: 'a' })])

db.session.commit()`)
  expect(done).toMatchObject({ ok: false })
  expect(lab.of('problem')).toMatchObject([{ term: 'IntegrityError', place: { file: 'query.ts', line: 4 } }])
  // The first one went in, and out again with the rollback.
  expect(lab.of('rows').flatMap(({ changes }) => changes.map(({ before, after }) => [before, after]))).toEqual([
    [null, [1, 'a']],
    [[1, 'a'], null],
  ])
})

it('answers a URL of a server with a problem', async () => {
  const lab = await openLab(createWorkspace)
  const done = await lab.run('1', { url: 'postgresql://localhost/data' })
  expect(done).toMatchObject({ ok: false })
  expect(lab.of('problem')[0]?.message).toMatch(/postgres/i)
})

it('rehearses without a problem, and leaves nothing behind', async () => {
  const lab = await openLab(createWorkspace)
  await lab.ask(rehearsal())
  expect(lab.of('problem')).toEqual([])
  expect(lab.of('rows').length).toBeGreaterThan(4)
  expect(lab.responses.at(-1)).toMatchObject({ kind: 'done', run: 0, ok: true })
  await lab.run({ 'models.ts': models, 'query.ts': 'db.createAll()\nRole.query.count()' })
  expect(lab.of('problem')).toEqual([])
  expect(lab.of('value').at(-1)?.value.text).toBe('0')
})

it('tells thousands of rows in sums, and shows the tables as they are', async () => {
  const lab = await openLab(createWorkspace)
  const code = `db.createAll()
for (let i = 0; i < 900; i++) db.session.add(new Role({ name: 'r' + i }))
db.session.commit()
for (const role of Role.query.all()) role.name += '!'
db.session.flush()
db.session.rollback()
Role.query.filterBy({ name: 'r899' }).count()`
  await lab.run({ 'models.ts': models, 'query.ts': code }, { limits: { repeats: 100 } })
  expect(lab.of('problem')).toEqual([])
  const inserts = lab.of('statement').filter(({ statement }) => statement === 'insert')
  expect(inserts.length).toBe(101)
  expect(inserts.reduce((n, { executions }) => n + executions, 0)).toBe(900)
  const update = lab.of('statement').find(({ statement }) => statement === 'update')!
  expect([update.executions, update.changes]).toEqual([900, 900])
  const rows = lab.of('rows')
  expect(rows.filter(({ statement }) => statement === update.seq)).toMatchObject([{ total: 900, truncated: true }])
  expect(rows.at(-1)!.changes[0]).toEqual({ key: 1, before: [1, 'r0!'], after: [1, 'r0'] })
  const [roles] = lab.of('snapshot').at(-1)!.tables
  expect([roles!.total, roles!.rows.length, roles!.rows[0]!.values]).toEqual([900, 200, [1, 'r0']])
  expect(lab.of('state').length).toBeLessThan(4 * followedObjects)
  expect(lab.of('value').at(-1)!.value.text).toBe('1')
})

it('looks at each row again after a few inserts', async () => {
  const lab = await openLab(createWorkspace)
  const code = `db.createAll()
db.session.addAll([...Array(9).keys()].map((i) => new Role({ name: 'r' + i })))
db.session.commit()
db.session.execute(db.text("UPDATE roles SET name = 'first' WHERE id = 1"))
db.session.execute(db.text("UPDATE roles SET name = 'last' WHERE id = 2"))`
  await lab.run({ 'models.ts': models, 'query.ts': code }, { limits: { snapshotRows: 5 } })
  const updates = lab.of('statement').filter(({ statement }) => statement === 'update')
  const changes = updates.map(({ seq }) => lab.of('rows').filter(({ statement }) => statement === seq))
  expect(changes).toMatchObject([
    [{ changes: [{ key: 1, after: [1, 'first'] }], total: 9 }],
    [{ changes: [{ key: 2, after: [2, 'last'] }], total: 9 }],
  ])
  // The rows are known one by one, so nothing is left unsaid.
  expect(changes.flat().some(({ truncated }) => truncated)).toBe(false)
})
