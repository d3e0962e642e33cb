import { describe, expect, it } from 'vitest'
import { problemOf } from '../../src/engine/lab/problems'
import { openLab } from '../support/lab'

describe('a run', () => {
  it('reports values with their lines, and ends with a snapshot and done', async () => {
    const lab = await openLab()
    const done = await lab.run({ 'models.ts': 'const a: number = 1\na + 1', 'query.ts': 'a\nlet s = "x"\ns +\n  "y"' })
    expect(done).toMatchObject({ kind: 'done', ok: true, database: null })
    expect(lab.of('value').map(({ place, endLine, value }) => [place?.file, place?.line, endLine, value.text])).toEqual([
      ['models.ts', 2, 2, '2'],
      ['query.ts', 1, 1, '1'],
      ['query.ts', 3, 4, "'xy'"],
    ])
    expect(lab.events().map(({ seq }) => seq)).toEqual(lab.events().map((_, index) => index))
    expect(lab.of('snapshot').map(({ phase }) => phase)).toEqual(['start', 'end'])
  })

  it('lets later cells use and change what earlier ones declare, with or without import', async () => {
    const lab = await openLab()
    await lab.run({
      'models.ts': 'export let count = 1\nfunction bump() { count++ }\nclass Hidden {}',
      'query.ts':
        "import { Hidden, count as c } from './models'\nimport { db } from 'backref'\nbump()\nc\ncount\nHidden\ndb.run('select 7')",
    })
    expect(lab.of('value').map(({ value }) => value.text)).toEqual(['2', '2', "<class 'Hidden'>", '[[7]]'])
  })

  it('registers models on evaluation', async () => {
    const lab = await openLab()
    await lab.run("class A extends db.Model('a') {}\nexport class B extends db\n  .Model('b') {}\ndb.registered")
    expect(lab.of('value')[0]?.value.text).toBe("[<class 'A'>, <class 'B'>]")
  })

  it('waits for what was started and not awaited', async () => {
    const lab = await openLab()
    await lab.run(
      'async function main() {\n  await new Promise((done) => setTimeout(done, 10))\n  console.log("done")\n}\nmain()',
    )
    expect(lab.of('console').map(({ place }) => place?.line)).toEqual([3])
  })

  it('evaluates an imported file first, once, and waits for it', async () => {
    const lab = await openLab()
    await lab.run(
      {
        'seed.ts': 'console.log("seeding")\nexport const n = await Promise.resolve(4)',
        'query.ts': "import { n } from './seed'\nn",
      },
      { cells: ['query.ts', 'seed.ts'] },
    )
    expect(lab.of('console')).toHaveLength(1)
    expect(lab.of('value').map(({ value }) => value.text)).toEqual(['4'])
  })

  it('is the same every time: clock, random numbers, ids', async () => {
    const lab = await openLab()
    const code =
      'new Date()\nDate.now()\nMath.random()\ncrypto.randomUUID()\nperformance.now()\nnew Date(0)\nDate.UTC(2000, 0)\nnew Date() instanceof Date'
    await lab.run(code)
    const first = lab.of('value').map(({ value }) => value.text)
    await lab.run(code)
    expect(lab.of('value').map(({ value }) => value.text)).toEqual(first)
    expect(first[0]).toMatch(/^2026-01-05T09:00:00/)
    expect(first.slice(5)).toEqual(['1970-01-01T00:00:00.000Z', '946684800000', 'true'])
    await lab.run(code, { seed: 2 })
    expect(lab.of('value')[2]?.value.text).not.toBe(first[2])
  })

  it('starts from the database it is given, and gives a file database back', async () => {
    const lab = await openLab()
    const made = await lab.run("db.run('create table t (x)')\ndb.run('insert into t values (1)')", {
      url: 'sqlite:///data.sqlite',
    })
    const database = made.kind === 'done' ? made.database : null
    expect(database?.slice(0, 6)).toEqual(new TextEncoder().encode('SQLite'))
    await lab.run("db.run('select * from t')", { database })
    expect(lab.of('value')[0]?.value.text).toBe('[[1]]')
    expect(lab.of('snapshot')[0]?.tables[0]).toMatchObject({ total: 1, rows: [{ key: 1, values: [1] }] })
  })

  it('keeps what was not committed out of the file, and says so', async () => {
    const lab = await openLab()
    const made = await lab.run("db.run('create table t (x)')\ndb.begin()\ndb.run('insert into t values (1)')", {
      url: 'sqlite:///data.sqlite',
    })
    expect(lab.of('problem')).toMatchObject([{ term: 'NotCommitted', severity: 'warning' }])
    expect(lab.of('rows').map(({ changes }) => changes)).toEqual([
      [{ key: 1, before: null, after: [1] }],
      [{ key: 1, before: [1], after: null }],
    ])
    await lab.run("db.run('select * from t')", { database: made.kind === 'done' ? made.database : null })
    expect(lab.of('value')[0]?.value.text).toBe('[]')
  })

  it('says what is wrong with bytes that are no database', async () => {
    const lab = await openLab()
    const done = await lab.run('1', {
      database: new TextEncoder().encode('not a database at all, but some text that is long enough'),
    })
    expect(done).toMatchObject({ ok: false })
    expect(lab.of('problem')[0]?.term).toBe('DatabaseError')
  })
})

describe('problems', () => {
  const problem = async (code: string, models = '') => {
    const lab = await openLab()
    await lab.run({ 'models.ts': models, 'query.ts': code })
    return lab.of('problem')[0]!
  }

  it('points at the line, through functions of other files, without the engine', async () => {
    const found = await problem('\nload()', 'function load() {\n  return db.run("select * from nope")\n}')
    expect(found).toMatchObject({
      term: 'OperationalError',
      message: 'no such table: nope',
      sql: 'select * from nope',
      place: { file: 'models.ts', line: 2 },
    })
    expect(found.frames.map(({ file, line, name }) => [file, line, name])).toEqual([
      ['models.ts', 2, 'load'],
      ['query.ts', 2, null],
    ])
  })

  it.each([
    ['\nnope', 'ReferenceError', 2, /spelled/],
    ['const a = null\na.name', 'TypeError', 2, /null/],
    ['throw "text"', 'Error', 1, /./],
    ['throw new Proxy({}, { getPrototypeOf() { throw 1 } })', 'Error', 1, /./],
    ['function f() { return f() }\nf()', 'RangeError', 1, /calls itself/],
    ["import { x } from './missing'\nx", 'ImportError', 1, /Modules/],
    ['\n\nasync function f() {\n  throw new Error("late")\n}\nawait f()', 'Error', 4, /./],
    ['const c = 1\nc = 2', 'TypeError', 2, /let/],
  ])('%j gives %s at line %i', async (code, term, line, hint) => {
    const found = await problem(code)
    expect(found).toMatchObject({ term, severity: 'error' })
    if (!/throw|import/.test(code)) expect(found.place?.line).toBe(line)
    if (found.hint !== null) expect(found.hint).toMatch(hint)
  })

  it.each([
    [ReferenceError, /^Is `nope` spelled/, ['nope is not defined', "Can't find variable: nope"]],
    [
      ReferenceError,
      /is used above the line that makes it/,
      [
        "Cannot access 'y' before initialization",
        "can't access lexical declaration 'y' before initialization",
        'Cannot access uninitialized variable.',
      ],
    ],
    [
      TypeError,
      /^What stands before `\.name` is null\./,
      [
        "Cannot read properties of null (reading 'name')",
        `can't access property "name", user.role is null`,
        `can't access property "name" of null`,
        "null is not an object (evaluating 'user.role.name')",
      ],
    ],
    [
      TypeError,
      /^What stands before the dot is null\./,
      ["Cannot set properties of null (setting 'name')", "null is not an object (evaluating 'user.name = 1')"],
    ],
    [
      TypeError,
      /^Is the method spelled right/,
      ['role.all is not a function', "role.all is not a function. (In 'role.all()', 'role.all' is undefined)"],
    ],
    [TypeError, /no underscores/, ['_models.User.query.filter_by is not a function']],
    [ReferenceError, /^Write `db\.func`/, ['func is not defined', "Can't find variable: func"]],
    [TypeError, /^A `const` keeps/, ['Assignment to constant variable.', "invalid assignment to const 'c'"]],
    [TypeError, /`new User\(\.\.\.\)`/, ["Class constructor User cannot be invoked without 'new'"]],
    [TypeError, /with `new`/, ["class constructors must be invoked with 'new'", 'Cannot call a class constructor without |new|']],
    [RangeError, /calls itself/, ['Maximum call stack size exceeded', 'too much recursion']],
  ])('%o: the words of each browser have the hint %s', (type, hint, messages) => {
    for (const message of messages) expect(problemOf(new type(message), () => []).hint, message).toMatch(hint)
    expect(problemOf(new TypeError("undefined is not a function (near '...x of 5...')"), () => []).hint).toBe(null)
  })

  it.each([
    ['_models.User.query.al is not a function', 'User.query.al is not a function'],
    ['(0 , _seed.somebody) is not a function', 'somebody is not a function'],
    [
      "_models.User.al is not a function. (In '_models.User.al()', '_models.User.al' is undefined)",
      "User.al is not a function. (In 'User.al()', 'User.al' is undefined)",
    ],
  ])('%s is told with the names as they were written', (said, told) => {
    expect(problemOf(new TypeError(said), () => []).message).toBe(told)
  })

  it('runs no cell after one that failed', async () => {
    const lab = await openLab()
    expect(await lab.run({ 'models.ts': 'nope', 'query.ts': 'console.log(1)' })).toMatchObject({ ok: false })
    expect(lab.of('console')).toEqual([])
  })
})

describe('limits', () => {
  it('ends an endless loop at its line, after showing what came before', async () => {
    const lab = await openLab()
    await lab.run("console.log('before')\n\nfor (;;) {\n  try {\n    Math.abs(1)\n  } catch {}\n}", { limits: { ms: 60 } })
    expect(lab.of('console')).toHaveLength(1)
    expect(lab.of('problem')[0]).toMatchObject({ term: 'TimeLimit', place: { file: 'query.ts' } })
    expect(lab.of('problem')[0]!.place!.line).toBeGreaterThanOrEqual(3)
  })

  it('ends a loop over statements', async () => {
    const lab = await openLab()
    await lab.run("while (true) db.run('select 1')", { limits: { statements: 50 } })
    expect(lab.of('statement')).toHaveLength(50)
    expect(lab.of('problem')[0]?.term).toBe('StatementLimit')
  })

  it('stops recording when there is too much to show, and goes on', async () => {
    const lab = await openLab()
    const done = await lab.run(
      "db.run('create table t (x)')\nfor (let i = 0; i < 100; i++) db.run('insert into t values (?)', [i])",
      { limits: { events: 20 } },
    )
    expect(done).toMatchObject({ ok: true })
    expect(lab.of('problem')[0]).toMatchObject({ term: 'EventLimit', severity: 'warning' })
    expect(lab.of('snapshot').at(-1)?.tables[0]?.total).toBe(100)
  })

  it('cuts a flood of output with one warning', async () => {
    const lab = await openLab()
    await lab.run('for (let i = 0; i < 5000; i++) console.log(i)')
    expect(lab.of('console')).toHaveLength(2000)
    expect(lab.of('problem').map(({ term }) => term)).toEqual(['OutputLimit'])
  })

  it('bounds the size of the database', async () => {
    const lab = await openLab()
    await lab.run(
      "db.run('create table t (x)')\nfor (let i = 0; i < 100; i++) db.run('insert into t values (zeroblob(10000))')",
      { limits: { databasePages: 20 } },
    )
    expect(lab.of('problem')[0]?.hint).toMatch(/size/)
  })

  it('cuts long values, not the run', async () => {
    const lab = await openLab()
    await lab.run("db.run('create table t (x)')\ndb.run('insert into t values (?)', ['x'.repeat(50000)])\n'y'.repeat(50000)")
    expect(JSON.stringify(lab.events()).length).toBeLessThan(60_000)
    expect(lab.of('value').at(-1)?.value).toMatchObject({ truncated: true })
  })
})

describe('after a run', () => {
  it('goes on in the shell, with names and new ones', async () => {
    const lab = await openLab()
    await lab.run("const n = 2\ndb.run('create table t (x)')")
    expect(await lab.command('const m = n * 2; m')).toMatchObject({ text: '4' })
    expect(await lab.command('m + 1')).toMatchObject({ text: '5' })
    expect(await lab.command('await Promise.resolve(m)')).toMatchObject({ text: '4' })
    expect(await lab.command('nope')).toBeNull()
    expect(lab.of('problem').at(-1)).toMatchObject({ term: 'ReferenceError', place: { file: 'shell.ts', line: 1 } })
    expect(lab.events().map(({ seq }) => seq)).toEqual(lab.events().map((_, index) => index))
  })

  it('answers for rows and bytes', async () => {
    const lab = await openLab()
    await lab.run(
      "db.run('create table t (id integer primary key, x text)')\nfor (let i = 0; i < 30; i++) db.run('insert into t (x) values (?)', ['n' + i])",
    )
    expect(
      await lab.ask({ kind: 'rows', run: 1, id: 1, table: 't', offset: 10, limit: 2, orderBy: 'id', descending: true }),
    ).toMatchObject({
      kind: 'rows',
      total: 30,
      columns: ['id', 'x'],
      rows: [{ key: 20, values: [20, 'n19'] }, { key: 19 }],
    })
    expect(await lab.ask({ kind: 'rows', run: 1, id: 2, table: 'x"; drop', offset: 0, limit: 2 })).toMatchObject({
      kind: 'answer',
      value: { kind: 'error' },
    })
    expect(await lab.ask({ kind: 'export', run: 1, id: 3 })).toMatchObject({ kind: 'export', database: expect.any(Uint8Array) })
  })

  it('records nothing that a timer does later', async () => {
    const lab = await openLab()
    await lab.run("setTimeout(() => console.log('late'), 100)")
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(lab.of('console')).toEqual([])
  })
})
