import { describe, expect, test } from 'vitest'
import type { Check } from '../../../src/page/course/checks/check'
import { judge } from '../../../src/page/course/checks/judge'
import { plainSql } from '../../../src/page/course/checks/sql'
import { readCheck } from '../../../src/page/course/parse-check'
import type { EventBody, TableSnapshot, TimelineEvent } from '../../../src/protocol'

const column = { type: 'INTEGER', nullable: true, primaryKey: 0, unique: false, indexed: false, default: null, foreignKey: null }

function table(
  name: string,
  columns: Record<string, Partial<typeof column> | { foreignKey: object }>,
  rows: unknown[][],
): TableSnapshot {
  return {
    table: {
      name,
      columns: Object.entries(columns).map(([key, rest]) => ({ name: key, ...column, ...rest })),
      indexes: [],
      sql: '',
    },
    rows: rows.map((values, i) => ({ key: i + 1, values })),
    total: rows.length,
  } as TableSnapshot
}

const roles = table('roles', { id: { primaryKey: 1 }, name: { type: 'VARCHAR(64)', unique: true } }, [
  [1, 'Admin'],
  [2, 'Moderator'],
  [3, 'User'],
])

function users(rows: unknown[][]): TableSnapshot {
  const foreignKey = { table: 'roles', column: 'id' }
  return table('users', { id: { primaryKey: 1 }, username: { type: 'VARCHAR(64)' }, role_id: { foreignKey } }, rows)
}

/** A timeline with a snapshot at each end. */
function timeline(tables: TableSnapshot[], ...between: object[]): TimelineEvent[] {
  const snapshot = (phase: string, tables: TableSnapshot[]) => ({ kind: 'snapshot', phase, tables })
  const bodies = [snapshot('start', []), ...between, snapshot('end', tables)]
  return bodies.map((body, seq) => ({ place: null, at: 0, ...body, seq })) as unknown as TimelineEvent[]
}

function statement(sql: string, rest: object = {}): EventBody {
  const body = { kind: 'statement', statement: 'update', sql, parameters: [[]], executions: 1, rows: 0, changes: 1, ms: 0 }
  return { ...body, because: { kind: 'flush' }, ...rest } as EventBody
}

function verdictOf(check: Check, events: TimelineEvent[]) {
  return judge([{ say: '', checks: [check] }], events)[0]
}

/** Reads a check as a step.md writes it, and gives what differs; null when it is met. */
function differs(kind: string, data: unknown, events: TimelineEvent[]): string | null | undefined {
  return verdictOf(readCheck(kind, data, 'test'), events)?.differs
}

describe('rows', () => {
  const three = timeline([
    roles,
    users([
      [1, 'john', 1],
      [2, 'susan', 3],
      [3, 'david', 3],
    ]),
  ])
  const susan = { table: 'users', columns: ['role_id.name'], where: { username: 'susan' }, are: [['User']] }

  test('are counted', () => {
    expect(differs('rows', { table: 'users', count: 3 }, three)).toBeNull()
    expect(differs('rows', { table: 'users', count: 2 }, three)).toBe('users has 3 rows; asked for: 2.')
    expect(differs('rows', { table: 'users', where: { role_id: 3 }, count: { atLeast: 3 } }, three)).toBe(
      'users has 2 rows where role_id = 3; asked for: at least 3.',
    )
  })

  test('are read along foreign keys', () => {
    expect(differs('rows', susan, three)).toBeNull()
    expect(differs('rows', susan, timeline([roles, users([[1, 'susan', 1]])]))).toBe(
      "In users where username = 'susan', role_id.name is 'Admin'; asked for: 'User'.",
    )
    expect(differs('rows', susan, timeline([roles, users([[1, 'susan', null]])]))).toContain('role_id.name is NULL')
    expect(differs('rows', susan, timeline([roles, users([])]))).toContain("missing: 'User'")
  })

  test('differ in words: missing and too many', () => {
    const check = { table: 'roles', columns: ['name'], are: [['Admin'], ['Owner']] }
    expect(differs('rows', check, three)).toBe("In roles (name) missing: 'Owner'; too many: 'Moderator', 'User'.")
  })

  test('as a set ignore how often, as a bag do not, as a list keep their order', () => {
    const twice = timeline([table('tags', { name: {} }, [['a'], ['b'], ['a']])])
    const check = (as: string, are: string[][]) => differs('rows', { table: 'tags', columns: ['name'], as, are }, twice)
    expect(check('set', [['b'], ['a']])).toBeNull()
    expect(check('bag', [['b'], ['a']])).toContain("too many: 'a'")
    expect(check('bag', [['b'], ['a'], ['a']])).toBeNull()
    expect(check('list', [['a'], ['b'], ['a']])).toBeNull()
    expect(check('list', [['a'], ['a'], ['b']])).toBe("The rows of tags are right, their order is not: row 2 is 'b'.")
  })

  test('can be among others', () => {
    expect(differs('rows', { table: 'roles', columns: ['name'], include: [['User']] }, three)).toBeNull()
    expect(differs('rows', { table: 'roles', columns: ['name'], include: [['Owner']] }, three)).toContain("missing: 'Owner'")
  })

  test('name what is not there', () => {
    expect(differs('rows', { table: 'posts', count: 1 }, three)).toBe('There is no table posts. The database has: roles, users.')
    expect(differs('rows', { table: 'posts', count: 1 }, timeline([]))).toContain('has db.createAll() run?')
    expect(differs('rows', { table: 'roles', columns: ['title'], are: [] }, three)).toBe(
      'roles has no column title. It has: id, name.',
    )
    expect(differs('rows', { table: 'users', columns: ['username.name'], are: [] }, three)).toContain('not a foreign key')
  })

  test('cannot be judged when the run was cut short', () => {
    expect(differs('rows', { table: 'users', count: 3 }, three.slice(0, -1))).toBe(
      'The run ended before its tables could be looked at.',
    )
  })
})

describe('sql', () => {
  const events = timeline(
    [],
    statement('UPDATE "users" SET "role_id" = ?1 WHERE "users"."id" = ?2'),
    statement('broken', { error: 'no' }),
  )

  test('is counted by kind, shape and reason', () => {
    expect(differs('sql', { statement: 'update' }, events)).toBeNull()
    expect(differs('sql', { statement: 'delete', count: 0 }, events)).toBeNull()
    expect(differs('sql', { shape: 'update users set role_id = ? where *' }, events)).toBeNull()
    expect(differs('sql', { because: 'lazy load' }, events)).toBe(
      '0 statements sent because of lazy load; asked for: at least 1.',
    )
    expect(differs('sql', { count: { atMost: 0 } }, events)).toBe('1 statement sent; asked for: at most 0.')
  })

  test('shapes keep the case of texts and forget quotes of names', () => {
    expect(plainSql('SELECT  "a"."b"\n FROM [a] WHERE x = :x AND y = \'It\'\'s\';')).toBe(
      "select a.b from a where x = ? and y = 'it''s'",
    )
  })
})

test('schema: columns are compared', () => {
  const events = timeline([roles, users([])])
  const check = (has: object) => differs('schema', { table: 'users', has }, events)
  expect(check({ role_id: { references: 'roles.id' }, id: { primaryKey: true } })).toBeNull()
  expect(check({ role_id: { references: null } })).toBe('users.role_id refers to roles.id; asked for: no foreign key.')
  expect(check({ username: { unique: true } })).toBe('users.username is not unique; it should be.')
  expect(check({ username: { type: 'varchar(80)' } })).toBe('users.username has the type VARCHAR(64); asked for: varchar(80).')
  expect(check({ email: {} })).toBe('users has no column email. It has: id, username, role_id.')
  expect(differs('schema', { table: 'users', absent: true }, events)).toBe('The table users is still there.')
})

test('values, attributes and problems are read from the timeline', () => {
  const value = {
    kind: 'value',
    endLine: 9,
    value: { kind: 'list', text: "[<User 'susan'>]" },
    place: { file: 'query.ts', line: 9 },
  }
  const attribute = { kind: 'attribute', object: { id: 1, model: 'User', table: 'users', key: [1] }, key: 'roleId' }
  const made = { ...attribute, object: { id: 2, model: 'Role', table: 'roles', key: null }, key: 'name' }
  const problem = {
    kind: 'problem',
    severity: 'error',
    term: 'IntegrityError',
    message: 'UNIQUE constraint failed',
    hint: null,
    frames: [],
  }
  const events = timeline([], value, attribute, made, problem)
  expect(differs('values', { text: "[<User 'susan'>]" }, events)).toBeNull()
  expect(differs('values', { text: '[]' }, events)).toBe("The last value shown is [<User 'susan'>]; asked for: [].")
  expect(differs('attribute', { model: 'User', key: 'role', saved: true }, events)).toBe(
    'Nothing has set User.role of a saved object yet.',
  )
  expect(differs('attribute', { model: 'Role', key: 'name', saved: true }, events)).toBe(
    'Nothing has set Role.name of a saved object yet.',
  )
  expect(differs('attribute', { model: 'Role', key: 'name' }, events)).toBeNull()
  expect(differs('attribute', { model: 'User', key: 'roleId', saved: true }, events)).toBeNull()
  expect(differs('attribute', { model: 'User', key: 'name' }, events)).toBe('Nothing has set User.name yet.')
  expect(differs('problem', { term: 'IntegrityError', says: 'UNIQUE' }, events)).toBeNull()
  expect(differs('problem', { term: 'none' }, events)).toBe('The run met an error: IntegrityError.')
  expect(differs('problem', { term: 'PendingRollbackError' }, events)).toContain('The run met IntegrityError')
})

test('a goal is met when all its checks are, and tells of the first that is not', () => {
  const events = timeline([roles])
  const checks = [readCheck('rows', { table: 'roles', count: 3 }, ''), readCheck('rows', { table: 'users', count: 1 }, '')]
  expect(judge([{ say: '', checks }], events)).toEqual([
    { met: false, differs: 'There is no table users. The database has: roles.' },
  ])
  expect(judge([{ say: '', checks: checks.slice(0, 1) }], events)).toEqual([{ met: true, differs: null }])
})
