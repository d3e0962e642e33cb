import { describe, expect, test } from 'vitest'
import { boundTo, makeOp } from '../../../src/engine/migrate/operations/facade'
import type { Op } from '../../../src/engine/migrate/public'
import { runMigrations } from '../../../src/engine/migrate/run'
import { sa } from '../../../src/engine/migrate/sa'
import { open, schemaOf } from './models'

// The table "native or rebuild" of the SQLite that we ship, row by row: our plan, and what SQLite itself says of the statement.
const roles = 'CREATE TABLE roles (id INTEGER NOT NULL, PRIMARY KEY (id))'
const users = `CREATE TABLE users (id INTEGER NOT NULL, name VARCHAR(20), code INTEGER DEFAULT 1, mail TEXT, role_id INTEGER,
  PRIMARY KEY (id), UNIQUE (mail), FOREIGN KEY(role_id) REFERENCES roles (id), CONSTRAINT ck_code CHECK (code > 0))`

interface Row {
  change: string
  run: (op: Op) => void
  path: 'native' | 'rebuild'
  /** The native statement, tried on SQLite itself: it must work where the path is native, and be refused where it is not. */
  native?: string
  rows?: boolean
  table?: string
  foreignKeys?: boolean
}

const table: Row[] = [
  {
    change: 'add column: nullable',
    run: (op) => op.addColumn('users', sa.Column('x', sa.Integer)),
    path: 'native',
    native: 'ALTER TABLE users ADD COLUMN x INTEGER',
  },
  {
    change: 'add column: constant default',
    run: (op) => op.addColumn('users', sa.Column('x', sa.Integer, { serverDefault: '3' })),
    path: 'native',
    native: "ALTER TABLE users ADD COLUMN x INTEGER DEFAULT '3'",
  },
  {
    change: 'add column: NOT NULL and constant default',
    run: (op) => op.addColumn('users', sa.Column('x', sa.Integer, { serverDefault: '3', nullable: false })),
    path: 'native',
    native: "ALTER TABLE users ADD COLUMN x INTEGER DEFAULT '3' NOT NULL",
  },
  {
    change: 'add column: CHECK that holds',
    run: (op) => op.addColumn('users', sa.Column('x', sa.Integer, { check: 'x IS NULL' })),
    path: 'native',
    native: 'ALTER TABLE users ADD COLUMN x INTEGER CHECK (x IS NULL)',
  },
  {
    change: 'add column: virtual generated',
    run: (op) => op.addColumn('users', sa.Column('x', sa.Integer, { computed: sa.Computed('code + 1', { persisted: false }) })),
    path: 'native',
    native: 'ALTER TABLE users ADD COLUMN x INTEGER GENERATED ALWAYS AS (code + 1) VIRTUAL',
  },
  {
    change: 'add column: REFERENCES with NULL default',
    run: (op) => op.addColumn('users', sa.Column('x', sa.Integer, sa.ForeignKey('roles.id'))),
    path: 'native',
    native: 'ALTER TABLE users ADD COLUMN x INTEGER REFERENCES roles (id)',
    foreignKeys: true,
  },
  {
    change: 'add column: NOT NULL without default, empty table',
    run: (op) => op.addColumn('users', sa.Column('x', sa.Integer, { nullable: false })),
    path: 'native',
    native: 'ALTER TABLE users ADD COLUMN x INTEGER NOT NULL',
    rows: false,
  },
  {
    change: 'add column: default CURRENT_TIMESTAMP, empty table',
    run: (op) => op.addColumn('users', sa.Column('x', sa.DateTime, { serverDefault: sa.text('CURRENT_TIMESTAMP') })),
    path: 'native',
    native: 'ALTER TABLE users ADD COLUMN x DATETIME DEFAULT CURRENT_TIMESTAMP',
    rows: false,
  },
  {
    change: 'add column: default CURRENT_TIMESTAMP, with rows',
    run: (op) => op.addColumn('users', sa.Column('x', sa.DateTime, { serverDefault: sa.text('CURRENT_TIMESTAMP') })),
    path: 'rebuild',
    native: 'ALTER TABLE users ADD COLUMN x DATETIME DEFAULT CURRENT_TIMESTAMP',
  },
  {
    change: 'add column: default (expr), with rows',
    run: (op) => op.addColumn('users', sa.Column('x', sa.Integer, { serverDefault: sa.text('(1 + 2)') })),
    path: 'rebuild',
  },
  {
    change: 'add column: UNIQUE',
    run: (op) => op.addColumn('users', sa.Column('x', sa.Integer, { unique: true })),
    path: 'rebuild',
    native: 'ALTER TABLE users ADD COLUMN x INTEGER UNIQUE',
  },
  {
    change: 'add column: PRIMARY KEY',
    run: (op) => op.addColumn('plain', sa.Column('x', sa.Integer, { primaryKey: true, serverDefault: '1' })),
    path: 'rebuild',
    native: 'ALTER TABLE plain ADD COLUMN x INTEGER PRIMARY KEY',
    table: 'CREATE TABLE plain (a INTEGER)',
  },
  {
    change: 'add column: STORED generated',
    run: (op) => op.addColumn('users', sa.Column('x', sa.Integer, { computed: sa.Computed('code + 1', { persisted: true }) })),
    path: 'rebuild',
    native: 'ALTER TABLE users ADD COLUMN x INTEGER GENERATED ALWAYS AS (code + 1) STORED',
  },
  {
    change: 'rename column',
    run: (op) => op.alterColumn('users', 'name', { newColumnName: 'login' }),
    path: 'native',
    native: 'ALTER TABLE users RENAME name TO login',
  },
  {
    change: 'rename table',
    run: (op) => op.renameTable('users', 'people'),
    path: 'native',
    native: 'ALTER TABLE users RENAME TO people',
  },
  {
    change: 'drop column: plain',
    run: (op) => op.dropColumn('users', 'name'),
    path: 'native',
    native: 'ALTER TABLE users DROP COLUMN name',
  },
  {
    change: 'drop column: own CHECK',
    run: (op) => op.dropColumn('plain', 'b'),
    path: 'native',
    native: 'ALTER TABLE plain DROP COLUMN b',
    table: 'CREATE TABLE plain (a INTEGER, b INTEGER CHECK (b > 0))',
  },
  {
    change: 'drop column: inline foreign key',
    run: (op) => op.dropColumn('plain', 'b'),
    path: 'native',
    native: 'ALTER TABLE plain DROP COLUMN b',
    table: 'CREATE TABLE plain (a INTEGER, b INTEGER REFERENCES roles (id))',
  },
  {
    change: 'drop column: UNIQUE',
    run: (op) => op.dropColumn('users', 'mail'),
    path: 'rebuild',
    native: 'ALTER TABLE users DROP COLUMN mail',
  },
  {
    change: 'drop column: PRIMARY KEY',
    run: (op) => op.dropColumn('users', 'id'),
    path: 'rebuild',
    native: 'ALTER TABLE users DROP COLUMN id',
  },
  {
    change: 'drop column: indexed',
    run: (op) => op.dropColumn('plain', 'b'),
    path: 'rebuild',
    native: 'ALTER TABLE plain DROP COLUMN b',
    table: 'CREATE TABLE plain (a INTEGER, b INTEGER); CREATE INDEX ix ON plain (b)',
  },
  {
    change: 'drop column: named in a CHECK of the table',
    run: (op) => op.dropColumn('users', 'code'),
    path: 'rebuild',
    native: 'ALTER TABLE users DROP COLUMN code',
  },
  {
    change: 'drop column: named in a FOREIGN KEY of the table',
    run: (op) => op.dropColumn('users', 'role_id'),
    path: 'rebuild',
    native: 'ALTER TABLE users DROP COLUMN role_id',
  },
  {
    change: 'set NOT NULL',
    run: (op) => op.alterColumn('users', 'name', { nullable: false }),
    path: 'native',
    native: 'ALTER TABLE users ALTER COLUMN name SET NOT NULL',
  },
  {
    change: 'drop NOT NULL',
    run: (op) => op.alterColumn('plain', 'a', { nullable: true }),
    path: 'native',
    native: 'ALTER TABLE plain ALTER COLUMN a DROP NOT NULL',
    table: 'CREATE TABLE plain (a INTEGER NOT NULL)',
  },
  {
    change: 'add named CHECK',
    run: (op) => op.createCheckConstraint('ck_id', 'users', 'id > 0'),
    path: 'native',
    native: 'ALTER TABLE users ADD CONSTRAINT ck_id CHECK (id > 0)',
  },
  {
    change: 'drop named CHECK',
    run: (op) => op.dropConstraint('ck_code', 'users', { type: 'check' }),
    path: 'native',
    native: 'ALTER TABLE users DROP CONSTRAINT ck_code',
  },
  {
    change: 'add UNIQUE',
    run: (op) => op.createUniqueConstraint('uq', 'users', ['name']),
    path: 'rebuild',
    native: 'ALTER TABLE users ADD CONSTRAINT uq UNIQUE (name)',
  },
  {
    change: 'drop UNIQUE',
    run: (op) => op.dropConstraint(null, 'users', { type: 'unique', columns: ['mail'] }),
    path: 'rebuild',
    native: 'ALTER TABLE users DROP CONSTRAINT mail',
  },
  {
    change: 'add FOREIGN KEY',
    run: (op) => op.createForeignKey('fk', 'users', 'roles', ['code'], ['id']),
    path: 'rebuild',
    native: 'ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (code) REFERENCES roles (id)',
  },
  {
    change: 'drop FOREIGN KEY',
    run: (op) => op.dropConstraint(null, 'users', { type: 'foreignKey', columns: ['role_id'] }),
    path: 'rebuild',
  },
  {
    change: 'add PRIMARY KEY',
    run: (op) => op.createPrimaryKey('pk', 'plain', ['a']),
    path: 'rebuild',
    native: 'ALTER TABLE plain ADD CONSTRAINT pk PRIMARY KEY (a)',
    table: 'CREATE TABLE plain (a INTEGER, b INTEGER)',
  },
  {
    change: 'drop PRIMARY KEY',
    run: (op) => op.dropConstraint(null, 'users', { type: 'primaryKey', columns: ['id'] }),
    path: 'rebuild',
  },
  {
    change: 'change type',
    run: (op) => op.alterColumn('users', 'name', { type: sa.Text }),
    path: 'rebuild',
    native: 'ALTER TABLE users ALTER COLUMN name TYPE TEXT',
  },
  {
    change: 'set default',
    run: (op) => op.alterColumn('users', 'name', { serverDefault: 'x' }),
    path: 'rebuild',
    native: "ALTER TABLE users ALTER COLUMN name SET DEFAULT 'x'",
  },
  {
    change: 'drop default',
    run: (op) => op.alterColumn('users', 'code', { serverDefault: null }),
    path: 'rebuild',
    native: 'ALTER TABLE users ALTER COLUMN code DROP DEFAULT',
  },
  {
    change: 'create index',
    run: (op) => op.createIndex('ix', 'users', ['name']),
    path: 'native',
    native: 'CREATE INDEX ix ON users (name)',
  },
  {
    change: 'drop index',
    run: (op) => op.dropIndex('ix', { tableName: 'plain' }),
    path: 'native',
    native: 'DROP INDEX ix',
    table: 'CREATE TABLE plain (a INTEGER); CREATE INDEX ix ON plain (a)',
  },
]

function database({ rows = true, table: more, foreignKeys = false }: Row) {
  const connection = open(foreignKeys)
  connection.run(roles)
  connection.run(users)
  connection.run('INSERT INTO roles VALUES (1)')
  for (const sql of more?.split('; ') ?? []) connection.run(sql)
  if (rows) connection.run("INSERT INTO users VALUES (1, 'a', 1, 'a@x', 1), (2, 'b', 1, 'b@x', NULL)")
  if (more) connection.run('INSERT INTO plain (a) VALUES (1)')
  return connection
}

describe('native or rebuild', () => {
  test.each(table)('$change: $path', (row) => {
    if (row.native) {
      const raw = database(row)
      const attempt = () => raw.run(row.native!)
      if (row.path === 'native') expect(attempt).not.toThrow()
      else expect(attempt).toThrow()
      raw.close()
    }
    const connection = database(row)
    const before = connection.all('SELECT count(*) FROM users')
    const { ok, traces, error } = runMigrations(connection, [
      { revision: null, direction: 'upgrade', message: '', body: row.run },
    ])
    expect(error).toBeNull()
    expect(ok).toBe(true)
    const [operation] = traces[0]!.operations
    expect(operation!.path).toBe(row.path)
    expect(operation!.because).toMatch(/^[A-Z].*\.$/)
    if (row.change !== 'rename table') expect(connection.all('SELECT count(*) FROM users')).toEqual(before)
    connection.close()
  })

  test('the statement that SQLite is sent is the one that was measured', () => {
    for (const row of table.filter((r) => r.path === 'native' && r.native)) {
      const connection = database(row)
      const { traces } = runMigrations(connection, [{ revision: null, direction: 'upgrade', message: '', body: row.run }])
      const sent = traces[0]!.steps.filter((s) => s.phase === 'native').map((s) => s.sql)
      expect(sent).toEqual([row.native])
      connection.close()
    }
  })

  test('set NOT NULL with a NULL there fails and changes nothing', () => {
    const connection = database({ change: '', run: () => {}, path: 'native' })
    const before = schemaOf(connection)
    const { error, traces } = runMigrations(connection, [
      {
        revision: null,
        direction: 'upgrade',
        message: '',
        body: (op) => op.alterColumn('users', 'role_id', { nullable: false }),
      },
    ])
    expect(error!.message).toBe('(sqlite3.IntegrityError) constraint failed')
    expect(traces[0]!.operations[0]!.lint.find((l) => l.code === 'MF104')!.message).toBe(
      "Will fail: 1 of 2 rows is NULL in 'role_id'.",
    )
    expect(schemaOf(connection)).toEqual(before)
  })

  test('a column that is built anew has its constraints once', () => {
    const connection = database({ change: '', run: () => {}, path: 'rebuild' })
    const { error } = runMigrations(connection, [
      {
        revision: null,
        direction: 'upgrade',
        message: '',
        body: (op) =>
          op.batchAlterTable('users', (batch) => {
            batch.dropColumn('mail')
            batch.addColumn(sa.Column('mail', sa.String(128), { unique: true }))
            batch.addColumn(sa.Column('boss_id', sa.Integer, sa.ForeignKey('roles.id')))
          }),
      },
    ])
    expect(error).toBe(null)
    const sql = String(connection.all("SELECT sql FROM sqlite_schema WHERE name = 'users'")[0]![0])
    expect(sql.match(/UNIQUE/g)).toEqual(['UNIQUE'])
    expect(sql.match(/FOREIGN KEY ?\(boss_id\)|boss_id INTEGER[^,]*REFERENCES/g)).toHaveLength(1)
    connection.close()
  })

  test('directives become operations at once', () => {
    const seen: string[] = []
    const op = makeOp((o) => seen.push(o.op), boundTo(open()))
    op.addColumn('users', sa.Column('x', sa.Integer))
    op.batchAlterTable('users', (batch) => batch.dropColumn('x'))
    expect(seen).toEqual(['addColumn', 'batch'])
  })
})
