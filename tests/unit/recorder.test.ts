import { describe, expect, it } from 'vitest'
import type { RowChange, SqlValue } from '../../src/protocol'
import { openLab } from '../support/lab'

const setup =
  "db.run('create table t (id integer primary key, x text unique)')\ndb.run(\"insert into t values (1, 'a'), (2, 'b'), (3, 'c')\")\n"

/** What the statements after the setup changed, as `[table, key, before, after]`. */
async function changes(code: string, before = setup) {
  const lab = await openLab()
  const done = await lab.run({ 'models.ts': before, 'query.ts': code })
  const start = lab.of('cell').find(({ phase, cell }) => phase === 'start' && cell === 'query.ts')!.seq
  const rows = lab.of('rows').filter(({ seq }) => seq > start)
  replay(lab)
  return {
    lab,
    done,
    list: rows.flatMap(({ table, changes }) => changes.map((change) => [table, change.key, change.before, change.after])),
    totals: rows.map(({ total }) => total),
  }
}

/** The tables that the events add up to must be those of the last snapshot. */
function replay(lab: Awaited<ReturnType<typeof openLab>>): void {
  const tables = new Map<string, Map<SqlValue, SqlValue[]>>()
  const apply = (rows: Map<SqlValue, SqlValue[]>, { key, before, after }: RowChange) => {
    expect(rows.get(key) ?? null).toEqual(before)
    if (after === null) rows.delete(key)
    else rows.set(key, after)
  }
  const [start, end] = lab.of('snapshot')
  for (const { table, rows } of start!.tables) tables.set(table.name, new Map(rows.map(({ key, values }) => [key, values])))
  for (const event of lab.events()) {
    if (event.kind === 'schema') {
      if (event.table === null) tables.delete(event.name)
      else tables.set(event.name, new Map(event.rows.map(({ key, values }) => [key, values])))
    } else if (event.kind === 'rows' && !event.truncated) {
      // An update of a unique value may pass through another row's: the order inside one statement does not matter.
      for (const change of event.changes) apply(tables.get(event.table)!, change)
      expect(tables.get(event.table)!.size).toBe(event.total)
    }
  }
  const last = end!.tables.map(({ table, rows }) => [table.name, new Map(rows.map(({ key, values }) => [key, values]))])
  expect([...tables]).toHaveLength(last.length)
  expect(tables).toEqual(new Map(last as [string, Map<SqlValue, SqlValue[]>][]))
}

describe('row changes', () => {
  it('knows inserts, updates and deletes with old and new values', async () => {
    const { list, totals } = await changes(
      "db.run(\"insert into t (x) values ('d')\")\ndb.run(\"update t set x = 'z' where id = 2\")\ndb.run('delete from t where id = 1')",
    )
    expect(list).toEqual([
      ['t', 4, null, [4, 'd']],
      ['t', 2, [2, 'b'], [2, 'z']],
      ['t', 1, [1, 'a'], null],
    ])
    expect(totals).toEqual([4, 4, 3])
  })

  it('says nothing of an update that changes nothing', async () => {
    expect((await changes('db.run("update t set x = x")')).list).toEqual([])
  })

  it('sees a DELETE of all rows, which SQLite does not report', async () => {
    const { list, totals } = await changes("db.run('delete from t')")
    expect(list).toHaveLength(3)
    expect(totals).toEqual([0])
  })

  it('sees the row that REPLACE pushes out', async () => {
    const { list } = await changes('db.run("insert or replace into t values (9, \'a\')")')
    expect(list).toEqual([
      ['t', 1, [1, 'a'], null],
      ['t', 9, null, [9, 'a']],
    ])
  })

  it('sees WITHOUT ROWID tables, by primary key', async () => {
    const { list } = await changes(
      "db.run(\"insert into w values ('k', 2, 3)\")\ndb.run('update w set v = 4')\ndb.run('delete from w')",
      "db.run('create table w (a text, b int, v int, primary key (a, b)) without rowid')",
    )
    expect(list).toEqual([
      ['w', '["k",2]', null, ['k', 2, 3]],
      ['w', '["k",2]', ['k', 2, 3], ['k', 2, 4]],
      ['w', '["k",2]', ['k', 2, 4], null],
    ])
  })

  it('sees what cascades and triggers do', async () => {
    const { list } = await changes(
      "db.run('delete from t where id = 1')",
      `${setup}db.run('create table c (id integer primary key, t_id int references t(id) on delete cascade)')\ndb.run('insert into c values (7, 1)')\ndb.run('create table log (id integer primary key, n int)')\ndb.run('create trigger tr after delete on t begin insert into log (n) values (old.id); end')`,
    )
    expect(list).toEqual(
      expect.arrayContaining([
        ['t', 1, [1, 'a'], null],
        ['c', 7, [7, 1], null],
        ['log', 1, null, [1, 1]],
      ]),
    )
  })

  it('tells nothing of a statement that failed half-way', async () => {
    const { list, lab } = await changes("try { db.run(\"insert into t (x) values ('e'), ('a')\") } catch {}")
    expect(list).toEqual([])
    expect(lab.of('statement').at(-1)).toMatchObject({ error: expect.stringContaining('UNIQUE') })
  })

  it('reads integers beyond 2^53 whole', async () => {
    const { list } = await changes("db.run('insert into b values (9007199254740993)')", "db.run('create table b (n int)')")
    expect(list).toEqual([['b', 1, null, [9007199254740993n]]])
  })

  it('keeps counting where a table is too long to copy', async () => {
    const lab = await openLab()
    await lab.run(
      "db.run('create table n (id integer primary key, v int)')\ndb.run('with recursive c(i) as (select 1 union all select i + 1 from c where i < 2000) insert into n select i, i from c')\ndb.run('update n set v = 0 where id in (5, 1900)')\ndb.run('delete from n where id > 100')",
    )
    expect(lab.of('rows').map(({ total, truncated, changes }) => [total, truncated, changes.length])).toEqual([
      [2000, true, 200],
      [2000, true, 1],
      [100, true, 100],
    ])
  })
})

describe('transactions', () => {
  it('brings rows back on rollback', async () => {
    const { list, lab } = await changes(
      "db.begin()\ndb.run(\"insert into t (x) values ('d')\")\ndb.run(\"update t set x = 'q' where id = 1\")\ndb.run('delete from t where id = 2')\ndb.rollback()",
    )
    expect(list.slice(3)).toEqual(
      expect.arrayContaining([
        ['t', 4, [4, 'd'], null],
        ['t', 1, [1, 'q'], [1, 'a']],
        ['t', 2, null, [2, 'b']],
      ]),
    )
    expect(lab.of('rows').at(-1)!.statement).toBe(lab.of('transaction').at(-1)!.seq)
  })

  it('brings back a table emptied at once', async () => {
    const { list } = await changes("db.begin()\ndb.run('delete from t')\ndb.rollback()")
    expect(list).toHaveLength(6)
  })

  it('undoes to a savepoint only what came after it', async () => {
    const { list } = await changes(
      "db.begin()\ndb.run(\"insert into t (x) values ('d')\")\ndb.savepoint('savepoint', 's')\ndb.run(\"insert into t (x) values ('e')\")\ndb.savepoint('rollback to', 's')\ndb.commit()",
    )
    expect(list).toEqual([
      ['t', 4, null, [4, 'd']],
      ['t', 5, null, [5, 'e']],
      ['t', 5, [5, 'e'], null],
    ])
  })

  it('understands BEGIN and ROLLBACK sent as plain SQL', async () => {
    const { list } = await changes("db.run('BEGIN')\ndb.run('delete from t where id = 1')\ndb.run('ROLLBACK')")
    expect(list.at(-1)).toEqual(['t', 1, null, [1, 'a']])
  })

  it('takes back tables that were made or dropped', async () => {
    const { lab } = await changes("db.begin()\ndb.run('create table u (x)')\ndb.run('drop table t')\ndb.rollback()")
    expect(
      lab
        .of('schema')
        .slice(1)
        .map(({ name, table, total }) => [name, table !== null, total]),
    ).toEqual([
      ['u', true, 0],
      ['t', false, 0],
      ['u', false, 0],
      ['t', true, 3],
    ])
  })
})

describe('schema', () => {
  it('describes columns, keys and indexes', async () => {
    const { lab } = await changes(
      "db.run('create index ix_c_n on c (n)')",
      `${setup}db.run("create table c (id integer primary key, t_id int not null references t(id), n text default 'x', w references t)")`,
    )
    const { table } = lab.of('schema').at(-1)!
    expect(table!.indexes).toEqual([{ name: 'ix_c_n', columns: ['n'], unique: false }])
    expect(table!.columns).toEqual([
      {
        name: 'id',
        type: 'INTEGER',
        nullable: false,
        primaryKey: 1,
        unique: false,
        indexed: false,
        default: null,
        foreignKey: null,
      },
      {
        name: 't_id',
        type: 'INT',
        nullable: false,
        primaryKey: 0,
        unique: false,
        indexed: false,
        default: null,
        foreignKey: { table: 't', column: 'id' },
      },
      { name: 'n', type: 'TEXT', nullable: true, primaryKey: 0, unique: false, indexed: true, default: "'x'", foreignKey: null },
      {
        name: 'w',
        type: '',
        nullable: true,
        primaryKey: 0,
        unique: false,
        indexed: false,
        default: null,
        foreignKey: { table: 't', column: 'id' },
      },
    ])
  })

  it('shows a table made from a query with its rows, once', async () => {
    const { lab, list } = await changes("db.run('create table copy as select * from t')")
    expect(lab.of('schema').at(-1)).toMatchObject({ name: 'copy', total: 3 })
    expect(list).toEqual([])
  })
})

it('tells a statement that has been sent often together with its neighbours, and loses no row', async () => {
  const code = `for (let i = 0; i < 40; i++) db.run('insert into t (x) values (?)', ['r' + i])
db.run('select 1')
for (let i = 0; i < 5; i++) db.run('insert into t (x) values (?)', ['s' + i])
db.run("insert into t (x) values (?)", ['r1'])`
  const lab = await openLab()
  await lab.run({ 'models.ts': setup, 'query.ts': code }, { limits: { repeats: 10 } })
  replay(lab)
  const inserts = lab.of('statement').filter(({ sql }) => sql.includes('(?)'))
  expect(inserts.map(({ executions, repeated }) => [executions, repeated ?? false])).toEqual([
    ...Array.from({ length: 10 }, () => [1, false]),
    [30, true],
    [5, true],
    [1, false],
  ])
  expect(inserts.map(({ place }) => place?.line).slice(-3)).toEqual([1, 3, 4])
  expect(inserts.at(-1)!.error).toMatch(/UNIQUE/)
  expect(
    lab
      .of('rows')
      .map(({ total }) => total)
      .at(-1),
  ).toBe(48)
})

it('gives each statement its own rows, also after many that are told together', async () => {
  const code = `for (let i = 0; i < 15; i++) db.run('insert into t (x) values (?)', ['r' + i])
db.run("update t set x = 'z' where id = 1")
for (let i = 0; i < 3; i++) db.run('insert into t (x) values (?)', ['s' + i])
try { db.run('insert into t (x) values (?)', ['r1']) } catch {}
db.run("delete from t where id = 2")`
  const lab = await openLab()
  await lab.run({ 'models.ts': setup, 'query.ts': code }, { limits: { repeats: 10 } })
  replay(lab)
  const told = lab.of('statement').map(({ seq, statement, repeated }) => {
    const rows = lab.of('rows').filter((event) => event.statement === seq)
    return [statement, repeated ?? false, rows.flatMap(({ changes }) => changes).length, rows.at(-1)?.total]
  })
  expect(told.slice(-5)).toEqual([
    ['insert', true, 5, 18],
    ['update', false, 1, 18],
    ['insert', true, 3, 21],
    ['insert', false, 0, undefined],
    ['delete', false, 1, 20],
  ])
})
