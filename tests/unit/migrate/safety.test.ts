import { describe, expect, test } from 'vitest'
import type { Op } from '../../../src/engine/migrate/public'
import { type RunOptions, runMigrations } from '../../../src/engine/migrate/run'
import { sa } from '../../../src/engine/migrate/sa'
import { simulate } from '../../../src/engine/migrate/simulate'
import type { Connection } from '../../../src/engine/sqlite'
import { open, rowsOf, schemaOf, sqlite } from './models'

const run = (connection: Connection, body: (op: Op) => void, options: RunOptions = {}) =>
  runMigrations(connection, [{ revision: 'a1', direction: 'upgrade', message: 'm', body }], options)
const widen = (op: Op) => op.alterColumn('roles', 'name', { type: sa.String(99) })

function parentsAndChildren(enforced = true) {
  const connection = open(enforced)
  connection.run('CREATE TABLE roles (id INTEGER PRIMARY KEY, name VARCHAR(64))')
  connection.run('CREATE TABLE users (id INTEGER PRIMARY KEY, role_id INTEGER REFERENCES roles (id) ON DELETE CASCADE)')
  connection.run("INSERT INTO roles VALUES (1, 'Admin'), (2, 'User')")
  connection.run('INSERT INTO users VALUES (1, 1), (2, 1), (3, 2)')
  return connection
}

describe('a rebuild', () => {
  test('never takes one column for another: a name that is there already is refused, two columns can change names', () => {
    const connection = open()
    connection.run('CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(9), b VARCHAR(9))')
    connection.run("INSERT INTO t VALUES (1, 'x', 'y')")
    const taken = run(connection, (op) =>
      op.batchAlterTable('t', (batch) => {
        batch.alterColumn('a', { newColumnName: 'b' })
        batch.alterColumn('id', { type: sa.BigInteger })
      }),
    )
    expect(taken.error!.message).toContain('duplicate column name: b')
    expect(connection.all('SELECT a, b FROM t')).toEqual([['x', 'y']])
    const swapped = run(connection, (op) =>
      op.batchAlterTable('t', { recreate: 'always' }, (batch) => {
        batch.alterColumn('a', { newColumnName: 'b' })
        batch.alterColumn('b', { newColumnName: 'a' })
      }),
    )
    expect(swapped.error).toBe(null)
    expect(connection.all('SELECT b, a FROM t')).toEqual([['x', 'y']])
  })

  test('of a parent with ON DELETE CASCADE children loses none of them, and says each of its phases', () => {
    const connection = parentsAndChildren()
    const { ok, traces } = run(connection, widen)
    expect(ok).toBe(true)
    expect(traces[0]!.steps.map((s) => s.phase)).toEqual([
      'foreign keys off',
      'begin',
      'create',
      'copy',
      'drop',
      'rename',
      'check',
      'commit',
      'foreign keys on',
    ])
    expect(connection.all('SELECT count(*) FROM users')).toEqual([[3]])
    expect(connection.foreignKeys).toBe(true)
    expect(connection.all('PRAGMA foreign_key_list(users)')[0]![2]).toBe('roles')
    const copy = traces[0]!.steps[3]!
    expect(copy.after.map((t) => [t.table.name, t.total])).toEqual([
      ['roles', 2],
      ['_new_roles', 2],
    ])
    expect(copy.counts.users).toEqual({ before: 3, after: 3 })
  })

  test('with foreign keys on is stopped when the children go, and everything is undone', () => {
    const connection = parentsAndChildren()
    const before = rowsOf(connection)
    const { error, traces } = run(connection, widen, { foreignKeys: 'as set' })
    expect(error!.message).toBe("Rows of 'users' changed from 3 to 0 while another table was rebuilt")
    expect(traces[0]!.steps.find((s) => s.phase === 'drop')!.counts.users).toEqual({ before: 3, after: 0 })
    expect(rowsOf(connection)).toEqual(before)
  })

  test('refuses to leave rows that point nowhere', () => {
    const connection = parentsAndChildren()
    const before = rowsOf(connection)
    const { error } = run(connection, (op) => op.execute('DELETE FROM roles WHERE id = 1'))
    expect(error!.message).toBe('FOREIGN KEY constraint failed: 2 rows from users to roles')
    expect(rowsOf(connection)).toEqual(before)
  })

  test('keeps views, triggers, other indexes, the counter of AUTOINCREMENT, STRICT and COLLATE', () => {
    const connection = open()
    connection.run('CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT COLLATE NOCASE, age INTEGER) STRICT')
    connection.run('CREATE TABLE log (text TEXT)')
    connection.run('CREATE INDEX ix_lower ON users (lower(name)) WHERE age > 1')
    connection.run('CREATE VIEW adults AS SELECT name FROM users WHERE age > 17')
    connection.run('CREATE TRIGGER told AFTER INSERT ON users BEGIN INSERT INTO log VALUES (new.name); END')
    connection.run("INSERT INTO users (id, name, age) VALUES (1, 'ann', 20), (9, 'bob', 3)")
    connection.run('DELETE FROM users WHERE id = 9')
    const { ok, error } = run(connection, (op) => op.alterColumn('users', 'age', { serverDefault: '18' }))
    expect([ok, error]).toEqual([true, null])
    connection.run("INSERT INTO users (name) VALUES ('eve')")
    expect(connection.all('SELECT id, name, age FROM users')).toEqual([
      [1, 'ann', 20],
      [10, 'eve', 18],
    ])
    expect(connection.all('SELECT text FROM log')).toEqual([['ann'], ['bob'], ['eve']])
    expect(connection.all('SELECT name FROM adults')).toEqual([['ann'], ['eve']])
    expect(connection.all("SELECT id FROM users WHERE name = 'ANN'")).toEqual([[1]])
    expect(connection.all("SELECT sql LIKE '%) STRICT%' FROM sqlite_schema WHERE name = 'users'")).toEqual([[1]])
    expect(connection.all("SELECT count(*) FROM sqlite_schema WHERE name = 'ix_lower'")).toEqual([[1]])
  })

  test('refuses a table with parts that it would lose', () => {
    const connection = open()
    connection.run('CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)')
    expect(run(connection, (op) => op.alterColumn('t', 'a', { type: sa.Text })).error!.message).toBe(
      "A rebuild of 't' would lose: DEFERRABLE",
    )
  })

  test('renames a column first, so that the foreign keys of children follow', () => {
    const connection = parentsAndChildren()
    const { ok } = run(connection, (op) =>
      op.batchAlterTable('roles', (batch) => {
        batch.alterColumn('id', { newColumnName: 'rid' })
        batch.alterColumn('name', { type: sa.Text })
      }),
    )
    expect(ok).toBe(true)
    expect(connection.all('PRAGMA foreign_key_list(users)')[0]!.slice(2, 5)).toEqual(['roles', 'role_id', 'rid'])
  })

  test('of 100,000 rows goes in pieces and tells how far it is', () => {
    const connection = open(true)
    connection.run('CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(64), n INTEGER)')
    connection.run(
      "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 100000) INSERT INTO users SELECT i * 3, 'user ' || i, i FROM k",
    )
    const sum = connection.all('SELECT count(*), sum(id), sum(n), max(name) FROM users')
    const told: number[] = []
    const from = performance.now()
    const { ok } = run(connection, (op) => op.alterColumn('users', 'name', { type: sa.Text, nullable: false }), {
      progress: ({ done }) => told.push(done),
    })
    expect(ok).toBe(true)
    expect(told).toEqual([20_000, 40_000, 60_000, 80_000, 100_000])
    expect(connection.all('SELECT count(*), sum(id), sum(n), max(name) FROM users')).toEqual(sum)
    expect(performance.now() - from).toBeLessThan(10_000)
  })
})

describe('a failure', () => {
  const body = (op: Op) => {
    op.createTable('one', sa.Column('id', sa.Integer, { primaryKey: true }))
    op.addColumn('roles', sa.Column('age', sa.Integer))
    op.createTable('two', sa.Column('id', sa.Integer, { primaryKey: true }))
  }
  test('after operation 2 leaves nothing behind', () => {
    const connection = parentsAndChildren()
    const before = [schemaOf(connection), rowsOf(connection)]
    const { error, traces } = run(connection, body, { failAfter: 2 })
    expect(error!.message).toBe('Stopped after operation 2, as asked')
    expect([schemaOf(connection), rowsOf(connection)]).toEqual(before)
    expect(traces[0]!.steps.at(-2)!.phase).toBe('rollback')
  })
  test('without transactional DDL leaves a half-applied database', () => {
    const connection = parentsAndChildren()
    run(connection, body, { failAfter: 2, transactionalDdl: false })
    expect(Object.keys(schemaOf(connection))).toEqual(['one', 'roles', 'users'])
    expect(connection.all('SELECT age FROM roles')).toEqual([[null], [null]])
  })
  test('of a statement is traced with its table, its words and a way out', () => {
    const connection = parentsAndChildren()
    const { traces } = run(connection, (op) => op.createTable('users', sa.Column('id', sa.Integer)))
    expect(traces[0]!.error).toMatchObject({
      term: 'OperationalError',
      message: '(sqlite3.OperationalError) table users already exists',
    })
    expect(traces[0]!.operations[0]!.error!.hint).toMatch(/flask db stamp head/)
  })
})

describe('a trace', () => {
  test('shows rows by key, what is lost and how to undo it, and can cross the sandbox border', () => {
    const connection = parentsAndChildren()
    const { traces } = run(connection, (op) => {
      op.addColumn('roles', sa.Column('level', sa.Integer, { serverDefault: '1', nullable: false }))
      op.alterColumn('roles', 'name', { newColumnName: 'title' })
      op.execute("UPDATE roles SET title = 'Boss' WHERE id = 1")
      op.dropColumn('roles', 'title')
    })
    const [add, rename, update, drop] = traces[0]!.operations
    expect(add!.rows[0]!.changes).toEqual([
      { key: 1, before: [1, 'Admin'], after: [1, 'Admin', 1] },
      { key: 2, before: [2, 'User'], after: [2, 'User', 1] },
    ])
    expect(rename!.rows[0]).toMatchObject({
      columnsBefore: ['id', 'name', 'level'],
      columnsAfter: ['id', 'title', 'level'],
      changes: [],
    })
    expect(update!.rows).toEqual([
      {
        table: 'roles',
        columnsBefore: ['id', 'title', 'level'],
        columnsAfter: ['id', 'title', 'level'],
        changes: [{ key: 1, before: [1, 'Admin', 1], after: [1, 'Boss', 1] }],
        truncated: false,
      },
    ])
    expect(drop).toMatchObject({
      lossy: true,
      reversible: 'schema only',
      path: 'native',
      directive: "op.dropColumn('roles', 'title')",
      reverse: "op.addColumn('roles', sa.Column('title', sa.VARCHAR(64), { nullable: true }))",
    })
    expect(drop!.lint).toEqual([
      {
        code: 'DS103',
        severity: 'warning',
        message: "Drops 2 values of 'roles.title'.",
        fix: 'If the column has a new name, rename it: alterColumn with newColumnName.',
        evidence: ['Boss', 'User'],
      },
      {
        code: 'BR105',
        severity: 'warning',
        message: 'A downgrade makes it again, but empty: the values cannot be brought back.',
        fix: 'Keep a copy of the database, or copy the values elsewhere first.',
        evidence: [],
      },
    ])
    expect(structuredClone(traces)).toEqual(traces)
  })

  test('of a rehearsal is that of the real run, and the database stays as it was', () => {
    const connection = parentsAndChildren()
    const before = rowsOf(connection)
    const migration = { revision: 'a1', direction: 'upgrade' as const, message: 'm', body: widen }
    const rehearsal = simulate(sqlite, connection, [migration])
    expect(rowsOf(connection)).toEqual(before)
    const real = runMigrations(connection, [migration])
    const timeless = (traces: unknown) => JSON.parse(JSON.stringify(traces, (k, v) => (k === 'ms' ? 0 : v)))
    expect(timeless(rehearsal.traces)).toEqual(timeless(real.traces))
  })
})

describe('lint', () => {
  const lint = (connection: Connection, body: (op: Op) => void) =>
    simulate(sqlite, connection, [{ revision: 'a', direction: 'upgrade', message: '', body }]).traces[0]!.operations.flatMap(
      (o) => o.lint,
    )
  test('knows from the rows what will fail', () => {
    const connection = open()
    connection.run('CREATE TABLE roles (id INTEGER PRIMARY KEY)')
    connection.run('CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, role_id INTEGER)')
    connection.run("INSERT INTO users VALUES (1, 'x9', 7), (2, 'x9', NULL), (3, '5', NULL)")
    const codes = (body: (op: Op) => void) => lint(connection, body).map((f) => `${f.code} ${f.severity} ${f.message}`)
    expect(codes((op) => op.createIndex('ix', 'users', ['name'], { unique: true }))).toEqual([
      "MF101 error Will fail: rows of 'users' have the same name.",
    ])
    expect(codes((op) => op.addColumn('users', sa.Column('age', sa.Integer, { nullable: false })))).toEqual([
      "MF103 error Will fail: 'age' is NOT NULL without a default, and 'users' has 3 rows.",
    ])
    expect(codes((op) => op.createForeignKey('fk', 'users', 'roles', ['role_id'], ['id']))).toEqual([
      "BR109 error Will fail: 1 row of 'users' points at rows of 'roles' that are not there.",
    ])
    expect(codes((op) => op.alterColumn('users', 'name', { type: sa.Integer }))).toEqual([
      "BR104 warning 2 values of 'name' are no INTEGER and change in the conversion.",
    ])
    expect(codes((op) => op.renameTable('users', 'Users'))).toEqual([
      "BC101 warning Code and SQL that say 'users' fail after this: the table is 'Users' then.",
      "NM102 note The table 'Users' needs quotes in SQL: it is not in snake_case.",
    ])
    expect(
      codes((op) =>
        op.batchAlterTable('users', (b) => {
          b.dropColumn('name')
          b.addColumn(sa.Column('login', sa.Text))
        }),
      )[2],
    ).toBe("BR101 warning Dropped and added at once. Is this a rename: 'name' to 'login'?")
  })
})

test('what a script does with op.getBind() is told, and undone with the rest', () => {
  const connection = parentsAndChildren()
  const { ok, traces } = run(connection, (op) => {
    const bind = op.getBind()
    if (bind.execute('SELECT count(*) FROM users').scalar() === 3) bind.execute('DELETE FROM users WHERE id = ?', [1])
    throw new Error('stop')
  })
  expect(ok).toBe(false)
  expect(traces[0]!.steps.filter((s) => s.phase === 'data').map((s) => [s.sql, s.parameters])).toEqual([
    ['SELECT count(*) FROM users', []],
    ['DELETE FROM users WHERE id = ?', [[1]]],
  ])
  expect(connection.all('SELECT count(*) FROM users')).toEqual([[3]])
})
