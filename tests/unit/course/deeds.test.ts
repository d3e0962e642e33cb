import { describe, expect, test } from 'vitest'
import { layDatabase } from '../../../scripts/vite/lay-database'
import { readLessons } from '../../../scripts/vite/read-lessons'
import { judgeAll } from '../../../src/page/course/checks/judge'
import { answerOf } from '../../../src/page/course/measure'
import { readActions } from '../../../src/page/course/parse-actions'
import { readChecks } from '../../../src/page/course/parse-check'
import type { LessonFile, Measure } from '../../../src/page/course/step'
import { runFiles } from '../../lessons/run-files'

const file = (name: string, text: string): LessonFile => ({ name, text })
const models = (...columns: string[]) =>
  file(
    'models.ts',
    `export class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64), { unique: true }),
  ${columns.join('\n  ')}
}) {}`,
  )

/** Does things and tells what differs from the checks, or null. */
async function differs(checks: object, input: { files: LessonFile[]; cells: string[]; url: string; todo: unknown[] }) {
  const { todo, ...rest } = input
  const read = readChecks(checks as Record<string, unknown>, 'test')
  const { events, trials } = await runFiles({ ...rest, database: null, actions: readActions(todo, 'test') }, read)
  return judgeAll(read, events, trials).differs
}

describe('with an app', () => {
  const app = file(
    'app.ts',
    `import { Flask, redirect, request, session } from 'backref'
import { User } from './models'
db.createAll()
const app = new Flask('hello')
app.config['SECRET_KEY'] = 'x'
app.route('/', () => '<style>p{color:red}</style><p>Hello, <b>' + session.get('name', 'Stranger') + '</b> &amp; all</p>')
app.route('/add', { methods: ['POST'] }, () => {
  const { name } = Object.fromEntries([['name', request.form.get('name')]])
  session['name'] = name
  const known = User.query.filterBy({ username: name }).first()
  if (known === null) {
    db.session.add(new User({ username: name }))
    db.session.commit()
  }
  return redirect('/')
})`,
  )
  const done = (checks: object, ...todo: unknown[]) =>
    differs(checks, { files: [models(), app], cells: ['models.ts', 'app.ts'], url: 'sqlite://', todo })
  const add = 'POST /add name=susan'

  test('requests are counted by how they were asked and answered', async () => {
    expect(await done({ requests: { method: 'POST', url: '/add', status: 302, to: '/', count: 1 } }, add)).toBe(null)
    expect(await done({ requests: { url: '/*', count: 2 } }, add)).toBe(null)
    expect(await done({ requests: { method: 'POST', status: 200 } }, add)).toBe(
      '0 requests POST, answered with 200; asked for: at least 1. The last one was GET /, answered with 200.',
    )
    expect(await done({ requests: { count: 0 } }, 'GET /nowhere')).toContain('1 request of any kind; asked for: 0.')
  })

  test('the last page is read without its markup, with the cookie of the requests before', async () => {
    expect(await done({ page: 'Hello, susan & all' }, add)).toBe(null)
    expect(await done({ page: 'susan' }, 'GET /')).toBe('The page of / says “Hello, Stranger & all”; asked for: “susan”.')
    expect(await done({ page: { text: 'Stranger', absent: true } }, 'GET /')).toBe('The page of / says “Stranger”.')
    expect(await done({ page: 'susan' })).toBe('The app has sent no page yet.')
  })

  test('the tables are looked at after the last request', async () => {
    const rows = { table: 'users', columns: ['username'], are: [['susan']] }
    expect(await done({ rows }, add, add)).toBe(null)
    expect(await done({ rows })).toBe("In users (username) missing: 'susan'.")
  })

  test('of two tabs at once the second one finds what the first has not yet written', async () => {
    const twice = { visit: add, times: 2 }
    expect(await done({ problem: { term: 'IntegrityError' }, requests: { method: 'POST', status: 500, count: 1 } }, twice)).toBe(
      null,
    )
    expect(await done({ problem: { term: 'none' } }, add, add)).toBe(null)
  })

  test('what was used is seen from what it caused', async () => {
    expect(await done({ uses: 'redirect' }, add)).toBe(null)
    expect(await done({ uses: { what: 'commit', count: 0 } }, 'GET /')).toContain('1 time “commit”; asked for: 0.')
    expect(await done({ uses: 'savepoint' }, add)).toBe('0 times “savepoint”; asked for: at least 1.')
    expect(() => readChecks({ uses: 'magic' }, 'test')).toThrow('"magic" is none of')
  })

  test('the hidden fields of the page on show are sent along', async () => {
    const form = file(
      'app.ts',
      `import { Flask, FlaskForm, StringField, renderTemplateString } from 'backref'
const app = new Flask('hello')
app.config['SECRET_KEY'] = 'x'
class NameForm extends FlaskForm { name = new StringField('Name') }
app.route('/', { methods: ['GET', 'POST'] }, () => {
  const form = new NameForm()
  return renderTemplateString('{{ known }}{{ form.hiddenTag() }}', { form, known: form.validateOnSubmit() ? 'taken' : 'refused' })
})`,
    )
    const sent = (...todo: unknown[]) => differs({ page: 'taken' }, { files: [form], cells: ['app.ts'], url: 'sqlite://', todo })
    expect(await sent('GET /', 'POST / name=a')).toBe(null)
    expect(await sent('POST / name=a')).toContain('refused')
  })
})

describe('with migrations', () => {
  const seed = file('query.ts', "db.session.execute(db.text('SELECT 1'))")
  const add = file(
    'migrations/versions/aaaaaaaaaaa1_add.ts',
    `import { type Op, sa } from 'backref'
export const revision = 'aaaaaaaaaaa1'
export const downRevision = null
export function upgrade(op: Op) {
  op.createTable('users', sa.Column('id', sa.Integer), sa.Column('username', sa.String(64)), sa.PrimaryKeyConstraint('id'), sa.UniqueConstraint('username'))
  op.execute("INSERT INTO users (username) VALUES ('susan')")
}
export function downgrade(op: Op) { op.dropTable('users') }`,
  )
  const drop = file(
    'migrations/versions/aaaaaaaaaaa2_drop.ts',
    `import { type Op, sa } from 'backref'
export const revision = 'aaaaaaaaaaa2'
export const downRevision = 'aaaaaaaaaaa1'
export function upgrade(op: Op) {
  op.batchAlterTable('users', (batch) => { batch.addColumn(sa.Column('age', sa.Integer)); batch.dropColumn('username') })
}
export function downgrade(op: Op) { op.dropColumn('users', 'age') }`,
  )
  const done = (checks: object, ...todo: unknown[]) =>
    differs(checks, { files: [models(), seed, add, drop], cells: ['models.ts', 'query.ts'], url: 'sqlite:///data.sqlite', todo })
  const up = 'flask db upgrade'
  const one = 'flask db upgrade +1'

  test('lines, what they print and how they end', async () => {
    expect(await done({ migration: { line: 'flask db upgrade*', exit: 0, says: 'Running upgrade' } }, one)).toBe(null)
    expect(await done({ migration: { line: 'flask db stamp*' } }, one)).toBe('No line like “flask db stamp*” has run yet.')
    expect(await done({ migration: { exit: 0 } }, 'flask db migrate')).toBe(
      '“flask db migrate” ended with 1 (CommandError); asked for: 0.',
    )
    expect(await done({ migration: { says: 'nonsense' } }, up)).toBe('“flask db upgrade” does not print “nonsense”.')
    expect(await done({ migration: { exit: 0 } })).toBe('No line of “flask db” has run yet.')
  })

  test('where database and folder stand', async () => {
    expect(await done({ migration: { current: 'head', scripts: 2, heads: 1 } }, up)).toBe(null)
    expect(await done({ migration: { current: 'behind' } }, one)).toBe(null)
    expect(await done({ migration: { current: 'aaaaaaaaaaa1' } }, one)).toBe(null)
    expect(await done({ migration: { current: 'base' } }, one, 'flask db downgrade base')).toBe(null)
    expect(await done({ migration: { current: 'head' } }, one)).toBe(
      'The database is at aaaaaaaaaaa1; asked for: the newest script.',
    )
    expect(await done({ migration: { scripts: 1 } }, up)).toBe('The migrations folder has 2 scripts; asked for: 1.')
    expect(await done({ migration: { scripts: 1 } }, `rm ${drop.name}`, up)).toBe(null)
    expect(await done({ migration: { heads: 2 } }, up)).toBe('The history has 1 head; asked for: 2.')
  })

  test('operations that ran, one by one also in a batch, and what they took', async () => {
    expect(await done({ migration: { operations: ['createTable users', 'addColumn users.age'] } }, one, up)).toBe(null)
    expect(
      await done({ migration: { operations: 'dropTable users', direction: 'downgrade' } }, one, 'flask db downgrade base'),
    ).toBe(null)
    expect(await done({ migration: { never: 'dropColumn *' } }, up)).toBe('The operation dropColumn users.username has run.')
    expect(await done({ migration: { operations: ['addColumn *', 'createTable *'] } }, up)).toContain(
      'No upgrade with the operation createTable * has run after the one before.',
    )
    expect(await done({ migration: { keeps: 'users' } }, one)).toBe(null)
    expect(await done({ migration: { keeps: 'users' } }, up)).toContain(
      'dropColumn users.username has taken rows or values from users',
    )
    expect(await done({ migration: { keeps: 'users' } }, one, 'flask db downgrade base')).toContain('dropTable users has taken')
  })

  test('what holds after further lines, on a copy', async () => {
    const agree = { copy: { lines: 'flask db check', migration: { exit: 0 } } }
    expect(await done(agree, one, `rm ${drop.name}`)).toBe(null)
    expect(await done(agree, up)).toContain('On a copy, after “flask db check”: “flask db check” ended with 1')
    const back = {
      copy: { lines: ['flask db downgrade -- -1'], schema: { table: 'users', lacks: ['age'] } },
      migration: { current: 'head' },
    }
    expect(await done(back, up)).toBe(null)
    expect(await done({ schema: { table: 'users', lacks: ['age'] } }, up)).toBe(
      'users has a column age; asked for: none of that name.',
    )
  })

  test('a SELECT at the end, also in memory', async () => {
    const query = { sql: 'SELECT username, count(*) FROM users', are: [['susan', 1]] }
    expect(await done({ query }, one)).toBe(null)
    expect(await done({ query: { ...query, are: [['john', 1]] } }, one)).toContain("'susan'")
    const here = file(
      'query.ts',
      "db.createAll()\nnew User\ndb.session.add(new User({ username: 'susan' }))\ndb.session.commit()",
    )
    const input = { files: [models(), here], cells: ['models.ts', 'query.ts'], url: 'sqlite://', todo: [] }
    expect(await differs({ query }, input)).toBe(null)
  })

  test('a script that a line makes is replaced by the answer’s, once it is there', async () => {
    const file2 = { name: 'migrations/versions/bbbbbbbbbbb1_add_age.ts', text: drop.text.replace('aaaaaaaaaaa2', 'bbbbbbbbbbb1') }
    const files = [models('age: db.Column(db.Integer),'), seed, add, file2]
    const todo = [up, { line: 'flask db migrate -m "add age"', revision: 'bbbbbbbbbbb1' }, up]
    const input = { files, cells: ['models.ts', 'query.ts'], url: 'sqlite:///data.sqlite', todo }
    expect(await differs({ migration: { operations: 'dropColumn users.username', current: 'head' } }, input)).toBe(null)
  })

  test('a prediction can be about errors and operations', async () => {
    const actions = readActions([up, 'flask db upgrade nowhere'], 'test')
    const attempt = { files: [models(), seed, add, drop], cells: ['models.ts', 'query.ts'], url: 'sqlite:///data.sqlite' }
    const { events } = await runFiles({ ...attempt, database: null, actions })
    const answer = (measure: Measure) => answerOf({ ask: '', options: [], answer: '', because: '', measure, actions: [] }, events)
    expect(answer({ of: 'problem' })).toBe('CommandError')
    expect(answer({ of: 'operations', shape: '*Column users.*' })).toBe('2')
    expect(answer({ of: 'status' })).toBe('none')
  })
})

describe('what is done by hand', () => {
  test.each([
    ['fly', 'cannot do “fly”'],
    [{ line: 'flask db upgrade', revision: 'x' }, 'twelve hexadecimal digits'],
    [{ line: 'x', answers: [{ table: 'a', from: 'b', to: 'c', answer: 'maybe' }] }, '“maybe” is none of'],
    [{ visits: 'GET /' }, 'unknown entry “visits”'],
  ])('%j is refused', (one, message) => {
    expect(() => readActions([one], 'step.md')).toThrow(message)
  })

  test('a step begins with the database that was made before it', async () => {
    const step = readLessons('lessons').steps.find(({ id }) => id === 'migrations/two-functions')!
    await layDatabase(step)
    const bytes = Buffer.from(step.database!, 'base64')
    expect(bytes.subarray(0, 15).toString()).toBe('SQLite format 3')
    expect(bytes.includes('susan')).toBe(true)
    await expect(layDatabase({ ...step, database: null, url: 'sqlite://' })).rejects.toThrow('no database file')
    const failing = { ...step.beginning!, actions: readActions(['flask db upgrade nowhere'], 'test') }
    await expect(layDatabase({ ...step, database: null, beginning: failing })).rejects.toThrow('what is done before it fails')
  })
})
