import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { EventBody, EventOf, TimelineEvent } from '../../src/protocol'
import { openRunner } from './browser'
import type { RunnerPage } from './site/main'

declare const run: RunnerPage['run']
declare const runner: RunnerPage['runner']

let page: Page
beforeAll(async () => {
  page = (await openRunner()).page
  await page.evaluate(() => runner.boot())
})

const go = (code: string, options: Parameters<RunnerPage['run']>[1] = {}) =>
  page.evaluate(([text, more]) => run(text, more).finished, [code, options] as const)
const of = <K extends EventBody['kind']>(events: TimelineEvent[], kind: K) =>
  events.filter((event): event is EventOf<K> => event.kind === kind)
const makeTable =
  "const sql = (text: string) => db.session.execute(db.text(text))\nsql('create table t (id integer primary key, x text)')\nsql(\"insert into t (x) values ('kept')\")\ndb.session.commit()"
const rows = () => page.evaluate(() => runner.rows({ table: 't', offset: 0, limit: 10 }))

describe('errors at their lines', () => {
  it.each([
    ['a syntax error', 'const a = 1\nconst b = = 2', 'SyntaxError', 2],
    ['a thrown error', 'function f() {\n  throw new RangeError("no")\n}\n\nf()', 'RangeError', 2],
    ['an unknown name', '\n\nnope', 'ReferenceError', 3],
    ['an unknown table', '\ndb.session.execute(db.text("select * from nope"))', 'OperationalError', 2],
    ['an error after await', 'await 1\n\nnull!.x', 'TypeError', 3],
    ['a promise that nobody waits for', 'async function f() {\n  throw new Error("late")\n}\nf()', 'Error', 2],
    ['a promise kept and never awaited', 'async function f() {\n  throw new Error("late")\n}\nconst p = f()', 'Error', 2],
    [
      'an error in a timer',
      'setTimeout(() => {\n  throw new Error("later")\n}, 0)\nawait new Promise((done) => setTimeout(done, 30))',
      'Error',
      2,
    ],
    [
      'a unique violation',
      `${makeTable}\nsql('create unique index u on t (x)')\n\ndb.session.execute(db.text("insert into t (x) values ('kept')"))`,
      'IntegrityError',
      7,
    ],
  ])('%s', async (_, code, term, line) => {
    const { end, events } = await go(code)
    expect(end).toBe('failed')
    expect(of(events, 'problem').at(-1)).toMatchObject({ term, place: { file: 'query.ts', line } })
    expect((await go('1 + 1')).end).toBe('done')
  })
})

describe('code that does not end', () => {
  it.each([
    ['an endless loop', 'console.log("before")\nfor (;;);', 2],
    ['a loop that catches everything', 'console.log("before")\nwhile (true) {\n  try { Math.abs(1) } catch {}\n}', null],
    ['a regular expression', 'console.log("before");\n/^(a+)+$/.test("a".repeat(40) + "b")', null],
    [
      'a query without end',
      'console.log("before")\ndb.session.execute(db.text("with recursive c(i) as (select 1 union all select i + 1 from c) select count(*) from c"))',
      null,
    ],
    ['a promise that never settles', 'console.log("before")\nawait new Promise(() => {})', null],
    [
      'microtasks without end',
      'console.log("before")\nconst again = (): Promise<void> => Promise.resolve().then(again)\nawait again()',
      null,
    ],
  ])('%s is stopped; what the last run left stays, and the next run works', async (_, code, line) => {
    expect((await go(makeTable)).end).toBe('done')
    const from = Date.now()
    const { end, events } = await go(code, { limits: { ms: 400 } })
    expect(end).toBe('timeout')
    expect(Date.now() - from).toBeLessThan(2000)
    const problem = events.findLast((event) => event.kind === 'problem')
    expect(problem).toMatchObject({ term: 'TimeLimit', severity: 'error' })
    if (line !== null) expect(problem!.place?.line).toBe(line)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index))
    expect((await rows()).rows).toEqual([{ key: 1, values: [1, 'kept'] }])
    expect((await go('40 + 2')).end).toBe('done')
  })

  it('Stop works at once, and the page stays alive meanwhile', async () => {
    await go(makeTable)
    const result = await page.evaluate(async () => {
      const handle = run('for (;;);', { limits: { ms: 10_000 } })
      let gap = 0
      let last = performance.now()
      const timer = setInterval(() => {
        gap = Math.max(gap, performance.now() - last)
        last = performance.now()
      }, 5)
      await new Promise((resolve) => setTimeout(resolve, 400))
      const from = performance.now()
      handle.stop()
      const { end, events } = await handle.finished
      clearInterval(timer)
      return { end, last: events.at(-1), ms: performance.now() - from, gap }
    })
    expect(result).toMatchObject({ end: 'stopped', last: { kind: 'problem', term: 'Stopped' } })
    expect(result.ms).toBeLessThan(100)
    expect(result.gap).toBeLessThan(250)
    expect((await rows()).total).toBe(1)
  })

  it('a new run stops the one before', async () => {
    const ends = await page.evaluate(async () => {
      const first = run('for (;;);', { limits: { ms: 10_000 } })
      await new Promise((resolve) => setTimeout(resolve, 100))
      const second = run('2')
      return [(await first.finished).end, (await second.finished).end]
    })
    expect(ends).toEqual(['stopped', 'done'])
  })

  it('a run that is stopped while it waits for its worker leaves the worker to the next one', async () => {
    const ends = await page.evaluate(async () => {
      const runs = [run('1'), run('2')]
      // As long as a worker needs to start.
      for (const wait of [0, 1, 5, 20, 50]) {
        await new Promise((resolve) => setTimeout(resolve, wait))
        runs.push(run('3'))
      }
      await runs.at(-1)!.finished
      for (const wait of [0, 10, 30]) {
        const first = run('for (;;);', { limits: { ms: 10_000 } })
        await new Promise((resolve) => setTimeout(resolve, wait))
        first.stop()
        runs.push(run('4'))
        await runs.at(-1)!.finished
      }
      return Promise.all(runs.map(async ({ finished }) => (await finished).end))
    })
    expect(ends.filter((end) => end !== 'stopped' && end !== 'done')).toEqual([])
    expect(ends.slice(-4)).toEqual(['done', 'done', 'done', 'done'])
  })
})

describe('floods and bombs', () => {
  it.each([
    ['output', 'for (;;) console.log("x".repeat(1000))'],
    ['errors that nobody catches', 'for (;;) { reportError(new Error("flood")); Promise.reject(new Error("flood")) }'],
    ['timers', 'for (let i = 0; i < 1e5; i++) setTimeout(() => { throw new Error("flood") }, 0)\nfor (;;);'],
    ['memory', 'const all: unknown[] = []\nfor (;;) all.push(new Array(1e5).fill(1))'],
    ['a long text', 'let s = "x"\nfor (;;) s += s'],
    ['statements', 'for (;;) db.session.execute(db.text("select 1"))'],
    ['stopping itself', 'self.close()\nawait new Promise(() => {})'],
    [
      'breaking the language',
      'Array.prototype.push = Array.prototype.map = () => { throw new Error("broken") }\nObject.prototype.toString = null as never\nfor (;;);',
    ],
  ])('%s: the page stays alive and the next run works', async (_, code) => {
    const gap = await page.evaluate(async (text) => {
      let gap = 0
      let last = performance.now()
      const timer = setInterval(() => {
        gap = Math.max(gap, performance.now() - last)
        last = performance.now()
      }, 5)
      const { end } = await run(text, { limits: { ms: 500 } }).finished
      clearInterval(timer)
      if (end === 'done') throw new Error('it ended')
      return gap
    }, code)
    expect(gap).toBeLessThan(1000)
    const next = await go('40 + 2')
    expect(next.end).toBe('done')
    expect(of(next.events, 'value')[0]?.value.text).toBe('42')
  })
})

describe('a run and its session', () => {
  it('shell, rows and bytes go on from the last finished run', async () => {
    await go(makeTable)
    const answer = await page.evaluate(async () => {
      const value = await runner.command('const n = 20 + 1; n * 2')
      const again = await runner.command('n')
      const broken = await runner.command('n +')
      const { rows, total, columns } = await runner.rows({ table: 't', offset: 0, limit: 5, orderBy: 'x' })
      const bytes = await runner.exportDatabase()
      return {
        value: value.value,
        again: again.value,
        broken: broken.events,
        rows,
        total,
        columns,
        head: String.fromCharCode(...bytes.slice(0, 6)),
      }
    })
    expect(answer).toMatchObject({ value: { text: '42' }, again: { text: '21' }, total: 1, columns: ['id', 'x'], head: 'SQLite' })
    expect(answer.broken).toMatchObject([{ kind: 'problem', term: 'SyntaxError' }])
  })

  it('a frame that had to be replaced ends the session in words, and runs go on', async () => {
    await go(makeTable)
    const outcome = await page.evaluate(async () => {
      const { pool } = runner as unknown as { pool: { replace(): void } }
      pool.replace()
      const rows = await runner.rows({ table: 't', offset: 0, limit: 1 }).catch((error: Error) => error.message)
      return { rows, next: (await run('1').finished).end }
    })
    expect(outcome).toEqual({ rows: 'The session has ended: press Run to start a new one.', next: 'done' })
  })

  it('an endless command ends the session with a problem', async () => {
    await go('1')
    const { events, next } = await page.evaluate(async () => {
      const { events } = await runner.command('for (;;);')
      return { events, next: (await run('1').finished).end }
    })
    expect(events.at(-1)).toMatchObject({ kind: 'problem', term: 'TimeLimit' })
    expect(next).toBe('done')
  })

  it('is the same every time, SQLite and ids included', async () => {
    const code =
      '[new Date(), Math.random(), crypto.randomUUID()]\nString([...db.session.execute(db.text("select current_timestamp"))])'
    const first = of((await go(code)).events, 'value').map(({ value }) => value.text)
    const second = of((await go(code)).events, 'value').map(({ value }) => value.text)
    expect(second).toEqual(first)
    expect(first.join()).toContain('2026-01-05')
  })

  it('Kysely comes along when code names it', async () => {
    const { events } = await go(`${makeTable}\nawait db.kysely.selectFrom('t').selectAll().where('id', '=', 1).execute()`)
    expect(of(events, 'problem')).toEqual([])
    expect(of(events, 'value').at(-1)?.value.text).toBe("[{ id: 1, x: 'kept' }]")
    expect(of(events, 'statement').at(-1)).toMatchObject({ because: { kind: 'raw', detail: 'db.kysely' } })
    const { value } = await page.evaluate(() => runner.command("await db.kysely.selectFrom('t').select('x').execute()"))
    expect(value?.text).toBe("[{ x: 'kept' }]")
  })

  it('what is seldom used comes along when code names it, and after the first run in any case', async () => {
    const models = `class Role extends db.Model('roles', {
  id: db.Column(db.Integer, { primaryKey: true }),
  name: db.Column(db.String(64)),
  users: db.relationship('User', { backref: 'role' }),
  later: db.relationship('User', { lazy: 'dynamic', viewonly: true }),
}) {}
class User extends db.Model('users', {
  id: db.Column(db.Integer, { primaryKey: true }),
  username: db.Column(db.String(64)),
  roleId: db.Column(db.Integer, db.ForeignKey('roles.id')),
}) {}
db.createAll()
const role = new Role({ name: 'User' })
db.session.addAll([new User({ username: 'john', role }), new User({ username: 'susan', role })])
db.session.commit()
`
    const uses: [code: string, shown: string][] = [
      ['User.query.paginate({ perPage: 1 }).total', '2'],
      ["User.query.filterBy({ username: 'john' }).update({ username: 'jon' })", '1'],
      ["User.query.filterBy({ username: 'john' }).delete()", '1'],
      ["db.session.execute(db.text('select 7')).scalar()", '7'],
      ["User.query.fromStatement(db.text('select * from users')).all().length", '2'],
      ['db.session.scalars(db.select(User)).all().length', '2'],
      ["db.session.merge(new Role({ id: 1, name: 'Merged' })).name", "'Merged'"],
      ['Role.query.options(db.selectinload(Role.users)).first().users.length', '2'],
      ['Role.query.options(db.subqueryload(Role.users)).first().users.length', '2'],
      ['role.later.count()', '2'],
    ]
    for (const [code, shown] of uses) {
      const { events } = await go(models + code)
      expect([code, ...of(events, 'problem')]).toEqual([code])
      expect([code, of(events, 'value').at(-1)?.value.text]).toEqual([code, shown])
    }
    const unnamed = `${models.replace(/ {2}later.*\n/, '')};(User.query as any)['pagin' + 'ate']({ perPage: 1 }).total`
    const fresh = (await openRunner()).page
    const [first, second] = await fresh.evaluate(async (code) => {
      const first = await run(code).finished
      await new Promise((done) => setTimeout(done, 1500))
      return [first, await run(code).finished]
    }, unnamed)
    await fresh.close()
    expect(of(first!.events, 'problem').at(-1)).toMatchObject({ term: 'NotLoaded', hint: 'Run it again.' })
    expect(of(second!.events, 'value').at(-1)?.value.text).toBe('2')
  })

  it('a worker that was taken for a run is not given the rehearsal', async () => {
    const { page: fresh } = await openRunner()
    await fresh.route(/rehearsal/, async (route) => {
      await new Promise((done) => setTimeout(done, 500))
      await route.continue()
    })
    const found = await fresh.evaluate(async (code) => {
      await run('1').finished
      // The rehearsal is on its way to the worker that is taken now.
      await new Promise((done) => setTimeout(done, 150))
      await run(code).finished
      await new Promise((done) => setTimeout(done, 1000))
      return runner.rows({ table: 't', offset: 0, limit: 10 })
    }, makeTable)
    await fresh.close()
    expect(found.rows).toEqual([{ key: 1, values: [1, 'kept'] }])
  })

  it('a SQLite that compiles and does not start is told of', async () => {
    const { page: fresh } = await openRunner()
    await fresh.route(/\.wasm$/, (route) => {
      // One import that nobody gives: (module (import "x" "y" (func))).
      const body = Buffer.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 120, 1, 121, 0, 0])
      return route.fulfill({ contentType: 'application/wasm', body })
    })
    await fresh.reload()
    const told = await fresh.evaluate(() =>
      runner.boot().then(
        () => 'started',
        (error) => String(error),
      ),
    )
    await fresh.close()
    expect(told).toMatch(/Import #0|"x"/)
  })

  it('a syntax error in one file names that file', async () => {
    const { events } = await page.evaluate(
      () =>
        runner.run(
          {
            files: [
              { name: 'models.ts', text: 'class {' },
              { name: 'query.ts', text: '1' },
            ],
            cells: ['models.ts', 'query.ts'],
          },
          () => {},
        ).finished,
    )
    expect(events).toMatchObject([{ kind: 'problem', term: 'SyntaxError', place: { file: 'models.ts', line: 1 } }])
  })

  it('a warm run is quick', async () => {
    const times: number[] = []
    for (let i = 0; i < 8; i++) {
      times.push(
        await page.evaluate(async () => {
          const from = performance.now()
          await run('1 + 1').finished
          return performance.now() - from
        }),
      )
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    expect(times.sort((a, b) => a - b)[4]!).toBeLessThan(100)
  })
})
