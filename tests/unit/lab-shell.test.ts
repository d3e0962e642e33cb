import { describe, expect, it } from 'vitest'
import { createWorkspace } from '../../src/engine/db'
import { openLab } from '../support/lab'

const url = 'sqlite:///data.sqlite'
const models = `export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), { unique: true }),
}) {
  toString() { return \`<User '\${this.username}'>\` }
}`
const app = `import { Flask } from 'backref'
import { User } from './models'
const app = new Flask('hello')
app.route('/add/<name>', ({ name }) => {
  db.session.add(new User({ username: name }))
  db.session.commit()
  return name
})
app.route('/look', () => String(User.query.count()))
app.shellContextProcessor(() => ({ db, Somebody: User }))`

/** What a shell line or a visit gives the page to keep. */
async function open(files: Record<string, string>, options = {}) {
  const lab = await openLab(createWorkspace)
  await lab.run(files, options)
  const kept = () => {
    const answer = lab.responses.at(-1)!
    return answer.kind === 'answer' || answer.kind === 'visit' ? answer.database : null
  }
  return { lab, kept }
}

/** The names of all users in a database file. */
async function namesIn(database: Uint8Array | null): Promise<string | undefined> {
  const { lab } = await open({ 'models.ts': models }, { database, url })
  return (await lab.command('User.query.orderBy(User.id).all().map(String)'))?.text
}

describe('the shell', () => {
  it('finds the app, db, the models and what the processors give', async () => {
    const { lab } = await open({ 'models.ts': models, 'app.ts': app })
    expect((await lab.command('app'))?.text).toBe("<Flask 'hello'>")
    expect((await lab.command('[Somebody, User]'))?.text).toBe("[<class 'User'>, <class 'User'>]")
    await lab.command('const x = 1')
    await lab.command('const x = 2')
    expect((await lab.command('x'))?.text).toBe('2')
  })

  it('tells an error of a processor as a problem, and goes on', async () => {
    const { lab } = await open({
      'app.ts':
        "import { Flask } from 'backref'\nconst app = new Flask('hello')\nlet broken = true\napp.shellContextProcessor(() => { if (broken) throw new Error('no names'); return {} })",
    })
    expect(await lab.command('1')).toBeNull()
    expect(lab.of('problem').map(({ message }) => message)).toEqual(['no names'])
  })
})

describe('a database that is a file', () => {
  it('is given to the page when a shell line has changed it, committed', async () => {
    const { lab, kept } = await open({ 'models.ts': models, 'query.ts': 'db.createAll()' }, { url })
    await lab.command('User.query.all()')
    expect(kept()).toBeNull()
    await lab.command("db.session.add(new User({ username: 'susan' }))\ndb.session.commit()")
    const first = kept()
    expect(await namesIn(first)).toBe("['<User \\'susan\\'>']")
    await lab.command("db.session.add(new User({ username: 'david' }))\ndb.session.flush()")
    expect(kept()).toBeNull()
    await lab.command('db.session.rollback()')
    expect(await namesIn(kept() ?? first)).toBe("['<User \\'susan\\'>']")
    await lab.command("db.session.execute(db.text('CREATE TABLE notes (id INTEGER)'))\ndb.session.commit()\nUser.query.all()")
    expect(kept()).toBeInstanceOf(Uint8Array)
  })

  it('is given to the page after a visit that has changed it', async () => {
    const { lab, kept } = await open({ 'models.ts': models, 'app.ts': app, 'query.ts': 'db.createAll()' }, { url })
    const visit = (address: string) =>
      lab.ask({ kind: 'visit', run: 1, id: 9, requests: [{ method: 'GET', url: address, form: [], cookies: {} }] })
    await visit('/add/susan')
    expect(await namesIn(kept())).toBe("['<User \\'susan\\'>']")
    await visit('/look')
    expect(kept()).toBeNull()
  })

  it('is not given for a database in memory', async () => {
    const { lab, kept } = await open({ 'models.ts': models, 'query.ts': 'db.createAll()' })
    await lab.command("db.session.add(new User({ username: 'susan' }))\ndb.session.commit()")
    expect(kept()).toBeNull()
  })
})

it('shows what has no value of its own by what one wants to know of it', async () => {
  const { lab } = await open({ 'models.ts': models, 'app.ts': app, 'query.ts': 'db.createAll()' })
  const shown = async (line: string) => (await lab.command(line))?.text
  expect(await shown('db')).toBe('<SQLAlchemy sqlite://>')
  expect(await shown('[db.engine, db.metadata]')).toBe('[Engine(sqlite://), MetaData()]')
  await lab.command("db.session.addAll(['a', 'b', 'c'].map((username) => new User({ username })))")
  expect(await shown('User.query.paginate({ page: 2, perPage: 2 })')).toBe('<Pagination: page 2 of 2, 3 in all>')
  expect(await shown('User.query.paginate({ count: false })')).toBe('<Pagination: page 1>')
  await lab.command('const found = db.session.execute(db.select(User))')
  expect(await shown('found')).toBe('<Result: 3 rows>')
  await lab.command('found.fetchone()')
  expect(await shown('found')).toBe('<Result: 2 rows left>')
  expect(await shown("db.session.execute(db.text('DELETE FROM users WHERE id = 1'))")).toBe('<Result: 1 row changed>')
  expect(await shown('app.urlMap')).toMatch(/^Map\(\[<Rule '\/static\/<path:filename>' \(GET, HEAD, OPTIONS\) -> static>,/)
})
