import { describe, expect, it } from 'vitest'
import { createWorkspace } from '../../src/engine/db'
import type { FlaskLine, RenameAnswer } from '../../src/protocol'
import { openLab } from '../support/lab'

const models = `class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64)),
}) {}
`

/** A project of which each line of `flask` is typed in a fresh run, as the page does it. */
async function project() {
  const lab = await openLab(createWorkspace)
  const scripts: Record<string, string> = {}
  let database: Uint8Array | null = null
  let revisions = 0
  return {
    lab,
    scripts,
    models,
    async run(query: string) {
      const done = await lab.run({ 'models.ts': this.models, 'query.ts': query }, { database, url: 'sqlite:///data.sqlite' })
      database = done.database
    },
    async flask(line: string, more: Partial<FlaskLine> = {}) {
      revisions += 1
      const flask: FlaskLine = {
        line,
        files: { ...scripts },
        newRevision: `${revisions}`.padStart(12, '0'),
        now: 0,
        answers: [],
        failAfter: null,
        transactionalDdl: true,
        ...more,
      }
      const files = { 'models.ts': this.models, ...scripts }
      const done = await lab.run(files, { cells: ['models.ts'], database, url: 'sqlite:///data.sqlite', flask })
      database = done.database
      for (const [path, text] of Object.entries(done.flask?.files ?? {})) {
        if (text === null) delete scripts[path]
        else scripts[path] = text
      }
      return done.flask!
    },
  }
}

const versions = (scripts: Record<string, string>) => Object.keys(scripts).filter((path) => path.includes('/versions/'))

describe('flask db', () => {
  it('makes a folder, writes a script from the models, and runs it on the kept database', async () => {
    const page = await project()
    expect(await page.flask('flask db init')).toMatchObject({ exit: 0 })
    const migrated = await page.flask('flask db migrate -m "initial migration"')
    expect(migrated).toMatchObject({ exit: 0, open: 'migrations/versions/000000000002_initial_migration.ts' })
    const upgraded = await page.flask('flask db upgrade')
    expect(upgraded).toMatchObject({ exit: 0, problem: null })
    expect(upgraded.traces.map(({ direction, operations }) => [direction, operations.map((o) => o.describe)])).toEqual([
      ['upgrade', ['Create table users (id, username)']],
    ])
    expect(upgraded.traces[0]!.operations[0]!.place).toMatchObject({ file: versions(page.scripts)[0] })
    expect(
      page.lab.of('statement').some(({ sql, because }) => /CREATE TABLE users/.test(sql) && because.kind === 'migration'),
    ).toBe(true)
    expect((await page.flask('flask db current')).stdout).toContain('000000000002 (head)')
    expect((await page.flask('flask db downgrade')).exit).toBe(0)
    expect(
      page.lab
        .of('snapshot')
        .at(-1)!
        .tables.map(({ table }) => table.name),
    ).toEqual(['alembic_version'])
  })

  it('gives the errors of SQLite their term, and the way out', async () => {
    const page = await project()
    await page.run('db.createAll()')
    await page.flask('flask db init')
    page.scripts['migrations/versions/a1_users.ts'] = `import { type Op, sa } from 'backref'
export const revision = 'a1'
export const downRevision = null
export function upgrade(op: Op) {
  op.createTable('users', sa.Column('id', sa.Integer))
}`
    const { problem, traces } = await page.flask('flask db upgrade')
    expect(problem).toMatchObject({ term: 'OperationalError', actions: [{ command: 'flask db stamp head' }] })
    expect(traces[0]).toMatchObject({ ok: false, operations: [{ place: { line: 5 } }] })
    expect((await page.flask('flask db stamp head')).exit).toBe(0)
  })

  it('asks about a rename, and keeps the values when told so', async () => {
    const page = await project()
    await page.flask('flask db init')
    await page.flask('flask db migrate')
    await page.flask('flask db upgrade')
    await page.run("db.session.add(new User({ username: 'susan' }))\ndb.session.commit()")
    page.models = models.replace('username', 'login')
    const asked = await page.flask('flask db migrate')
    expect(asked.questions).toMatchObject([
      { table: 'users', from: 'username', to: 'login', evidence: { lost: 1, sample: [['susan']] } },
    ])
    const answers: RenameAnswer[] = [{ kind: 'column', table: 'users', from: 'username', to: 'login', answer: 'renamed' }]
    expect((await page.flask('flask db migrate', { answers })).exit).toBe(0)
    await page.flask('flask db upgrade')
    expect(page.lab.of('snapshot').at(-1)!.tables.at(-1)).toMatchObject({
      table: { name: 'users' },
      rows: [{ values: [1, 'susan'] }],
    })
  })

  it('gives the database as it was at each revision that a line came through', async () => {
    const page = await project()
    const rowsIn = async (database: Uint8Array) => {
      const { Connection } = await import('../../src/engine/sqlite')
      const { nodeSqlite } = await import('../../scripts/sqlite')
      const connection = Connection.open(await nodeSqlite(), database)
      const has = connection.all("SELECT count(*) FROM sqlite_schema WHERE name = 'users'")[0]![0] === 1
      return has ? connection.all('SELECT count(*) FROM users')[0]![0] : null
    }
    expect((await page.flask('flask db init')).passed).toEqual([])
    await page.flask('flask db migrate')
    await page.flask('flask db revision -m empty')
    const up = await page.flask('flask db upgrade')
    expect(up.passed.map(({ revisions }) => revisions)).toEqual([[], ['000000000002'], ['000000000003']])
    expect(await Promise.all(up.passed.map(({ database }) => rowsIn(database)))).toEqual([null, 0, 0])
    await page.run("db.session.add(new User({ username: 'susan' }))\ndb.session.commit()")
    const down = await page.flask('flask db downgrade base')
    expect(down.passed.map(({ revisions }) => revisions)).toEqual([['000000000003'], ['000000000002'], []])
    expect(await Promise.all(down.passed.map(({ database }) => rowsIn(database)))).toEqual([1, 1, null])
    expect((await page.flask('flask db stamp head')).passed.map(({ revisions }) => revisions)).toEqual([[], ['000000000003']])
    expect((await page.flask('flask db upgrade')).passed).toEqual([])
  })

  it('tells how far a long copy is while it goes on', async () => {
    const page = await project()
    await page.flask('flask db init')
    await page.flask('flask db migrate')
    await page.flask('flask db upgrade')
    await page.run(`db.session.execute(db.text(
  "INSERT INTO users (username) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) SELECT i FROM n"))
db.session.commit()`)
    page.models = models.replace('db.String(64)', 'db.String(80)')
    await page.flask('flask db migrate')
    await page.flask('flask db upgrade')
    const told = page.lab.responses.flatMap((r) => (r.kind === 'progress' ? [[r.table, r.done, r.total]] : []))
    expect(told).toEqual([
      ['users', 5000, 12_000],
      ['users', 10_000, 12_000],
      ['users', 12_000, 12_000],
    ])
  })

  it('says nothing of a line when the models fail before it', async () => {
    const page = await project()
    page.models = 'nonsense()'
    expect(await page.flask('flask db init')).toBeNull()
    expect(page.lab.of('problem')).toHaveLength(1)
  })

  it('knows what can follow a line', async () => {
    const page = await project()
    await page.run('')
    const revisions = [{ revision: 'a1', message: 'first' }]
    const answer = await page.lab.ask({ kind: 'complete', run: 1, id: 1, line: 'flask db up', revisions })
    expect(answer).toMatchObject({ completions: [{ word: 'upgrade' }] })
  })
})
