import { describe, expect, test } from 'vitest'
import {
  firstAfterSetup,
  type SqlEntry,
  shapeOf,
  statementCount,
  statements,
} from '../../../src/page/ui/workbench/projections/statements'
import { oneRoleManyUsers, Tape } from './fixture'

const brief = (entry: SqlEntry): string => {
  switch (entry.kind) {
    case 'statement':
      return `${entry.events[0]!.statement}${entry.events.length > 1 ? ` ×${entry.events.length}` : ''}${entry.nPlusOne ? ' N+1' : ''}`
    case 'transaction':
      return entry.event.action
    case 'flush':
      return `plan ${entry.event.plan.length}`
    case 'problem':
      return entry.event.term
  }
}

describe('the SQL of a run', () => {
  test('is in order, with plans, and with the transaction that each entry is in', () => {
    const entries = statements(oneRoleManyUsers())
    expect(entries.map(brief)).toEqual([
      'ddl',
      'ddl',
      'begin',
      'plan 3',
      'insert',
      'insert',
      'commit',
      'begin',
      'select',
      'plan 1',
      'update',
      'select',
      'select',
    ])
    expect(entries.map((entry) => entry.transaction?.outcome ?? '-').join(' ')).toBe(
      '- - commit commit commit commit commit open open open open open open',
    )
  })

  test('a rollback marks everything since BEGIN', () => {
    const tape = new Tape()
    tape.add({ kind: 'transaction', action: 'begin' })
    tape.statement(
      'insert',
      'INSERT INTO roles (name) VALUES (?)',
      ['Admin'],
      { kind: 'flush' },
      { error: 'UNIQUE constraint failed: roles.name' },
    )
    tape.add({ kind: 'transaction', action: 'rollback' })
    tape.statement('select', 'SELECT 1', [], { kind: 'raw' })
    expect(statements(tape.events).map((entry) => entry.transaction?.outcome ?? null)).toEqual([
      'rollback',
      'rollback',
      'rollback',
      null,
    ])
  })

  test('the same lazy load for each object is one entry, called N+1', () => {
    const tape = new Tape().at('query.ts', 3)
    tape.statement('select', 'SELECT * FROM users', [], { kind: 'query' })
    for (const id of [1, 2, 3, 4]) {
      tape.statement('select', 'SELECT * FROM roles WHERE roles.id = ?', [id], { kind: 'lazy load', detail: 'User.role' })
      tape.statement('select', 'SELECT * FROM posts WHERE posts.user_id = ?', [id], { kind: 'lazy load', detail: 'User.posts' })
    }
    tape.statement('select', 'SELECT * FROM users', [], { kind: 'query' })
    expect(statements(tape.events).map(brief)).toEqual(['select', 'select ×4 N+1', 'select ×4 N+1', 'select'])
    expect(statementCount(tape.events)).toBe(10)
  })

  test('lazy loads from different lines are not one loop', () => {
    const tape = new Tape()
    for (const line of [1, 2, 3])
      tape.at('query.ts', line).statement('select', 'SELECT * FROM roles WHERE id = ?', [line], { kind: 'lazy load' })
    expect(statements(tape.events).map(brief)).toEqual(['select', 'select', 'select'])
  })

  test('a few equal statements stay apart, many fold, without a warning', () => {
    const tape = new Tape().at('query.ts', 1)
    const insert = () => tape.statement('insert', "INSERT INTO roles (name) VALUES ('x')", [], { kind: 'raw' })
    for (let i = 0; i < 3; i += 1) insert()
    expect(statements(tape.events)).toHaveLength(3)
    insert()
    expect(statements(tape.events).map(brief)).toEqual(['insert ×4'])
  })

  test('a failed statement is never folded away', () => {
    const tape = new Tape().at('query.ts', 1)
    for (let i = 0; i < 4; i += 1) tape.statement('insert', 'INSERT INTO roles VALUES (?)', [i], { kind: 'raw' })
    tape.statement('insert', 'INSERT INTO roles VALUES (?)', [1], { kind: 'raw' }, { error: 'UNIQUE constraint failed' })
    expect(statements(tape.events).map(brief)).toEqual(['insert ×4', 'insert'])
  })

  test('the shape leaves values out', () => {
    expect(shapeOf("SELECT * FROM a WHERE n = 'it''s' AND id IN (1, 2, 3)")).toBe('SELECT * FROM a WHERE n = ? AND id IN (?)')
    expect(shapeOf('SELECT t1.id FROM t1')).toBe('SELECT t1.id FROM t1')
  })
})

test('looks at the schema are folded together, whatever they ask', () => {
  const tape = new Tape().at('query.ts', 1)
  for (const table of ['roles', 'users']) tape.statement('pragma', `PRAGMA main.table_info("${table}")`, [], { kind: 'inspect' })
  tape.statement('ddl', 'CREATE TABLE roles (id INTEGER)', [], { kind: 'ddl' })
  expect(statements(tape.events).map(brief)).toEqual(['pragma ×2', 'ddl'])
})

test('the making of tables is set apart from what follows', () => {
  const entries = statements(oneRoleManyUsers())
  expect(brief(entries[firstAfterSetup(entries)]!)).toBe('begin')
  expect(firstAfterSetup(entries)).toBe(2)
  expect(firstAfterSetup(entries.slice(0, 2))).toBe(0)
})

test('first rows are set apart from what the query asks', () => {
  const tape = new Tape().at('models.ts', 1)
  tape.statement('ddl', 'CREATE TABLE roles (id INTEGER)', [], { kind: 'ddl' })
  tape.statement('insert', 'INSERT INTO roles VALUES (1)', [], { kind: 'flush' })
  tape.at('query.ts', 1).statement('select', 'SELECT * FROM roles', [], { kind: 'query' })
  const entries = statements(tape.events)
  expect(brief(entries[firstAfterSetup(entries, 'query.ts')]!)).toBe('select')
  expect(brief(entries[firstAfterSetup(entries, 'app.ts')]!)).toBe('insert')
})

test('a transaction knows whether anything was changed in it', () => {
  const tape = new Tape().at('query.ts', 1)
  tape.add({ kind: 'transaction', action: 'begin' })
  tape.statement('select', 'SELECT 1', [], { kind: 'query' })
  tape.add({ kind: 'transaction', action: 'rollback' })
  tape.add({ kind: 'transaction', action: 'begin' })
  tape.statement('insert', 'INSERT INTO roles VALUES (1)', [], { kind: 'flush' }, { changes: 1 })
  tape.add({ kind: 'transaction', action: 'rollback' })
  const ends = statements(tape.events).filter(({ kind }) => kind === 'transaction')
  expect(ends.map(({ transaction }) => transaction?.wrote)).toEqual([false, false, true, true])
})
