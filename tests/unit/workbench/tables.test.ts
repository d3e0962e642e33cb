import { describe, expect, test } from 'vitest'
import { tablesAt } from '../../../src/page/ui/workbench/projections/tables'
import { oneRoleManyUsers, roles, Tape, users } from './fixture'

const events = oneRoleManyUsers()
const end = events.length - 1
const seqOf = (part: string) => events.find((event) => event.kind === 'statement' && event.sql.startsWith(part))!.seq

/** The rows of a table as `sign values`, such as `+ 1 john 1→2`. */
function shown(name: string, tables = tablesAt(events, end)): string[] {
  const signs = { inserted: '+', changed: '~', deleted: '-' }
  const view = tables.find(({ table }) => table.name === name)!
  return view.rows.map((row) => {
    const cells = row.values.map((value, i) => (row.before[i] === undefined ? String(value) : `${row.before[i]}→${value}`))
    return [row.mark ? signs[row.mark] : '=', ...cells, ...(row.now ? ['now'] : [])].join(' ')
  })
}

describe('tables at a position', () => {
  test('at the end, rows are marked by what the whole run did to them', () => {
    expect(shown('roles')).toEqual(['+ 1 Admin', '+ 2 User'])
    expect(shown('users')).toEqual(['+ 1 john 1→2', '+ 2 susan 2'])
  })

  test('before the first statement there is no table', () => {
    expect(tablesAt(events, 0)).toEqual([])
  })

  test('right after CREATE TABLE there is a new, empty table', () => {
    const at = seqOf('CREATE TABLE roles')
    const [table] = tablesAt(events, at + 1, at)
    expect(table).toMatchObject({ mark: 'inserted', now: true, total: 0, rows: [] })
    expect(tablesAt(events, at + 1)).toHaveLength(1)
  })

  test('the rows of the statement stood on are marked as now', () => {
    const at = seqOf('UPDATE users')
    expect(shown('users', tablesAt(events, at, at))).toEqual(['+ 1 john 1', '+ 2 susan 2'])
    expect(shown('users', tablesAt(events, at + 1, at))).toEqual(['+ 1 john 1→2 now', '+ 2 susan 2'])
  })

  test('a row from before the run is only marked when it differs from then', () => {
    const tape = started()
    const first = tape.statement('update', 'UPDATE users SET username = ?', ['jo'], { kind: 'raw' })
    tape.add({
      kind: 'rows',
      table: 'users',
      total: 2,
      statement: first,
      changes: [{ key: 1, before: [1, 'john', null], after: [1, 'jo', null] }],
    })
    expect(shown('users', tablesAt(tape.events, 99))).toEqual(['~ 1 john→jo null', '= 2 susan null'])
    const back = tape.add({ kind: 'transaction', action: 'rollback' })
    tape.add({
      kind: 'rows',
      table: 'users',
      total: 2,
      statement: back,
      changes: [{ key: 1, before: [1, 'jo', null], after: [1, 'john', null] }],
    })
    expect(shown('users', tablesAt(tape.events, 99))).toEqual(['= 1 john null', '= 2 susan null'])
  })

  test('a deleted row stays as deleted; one that this run inserted is gone after its moment', () => {
    const tape = started()
    const first = tape.statement('insert', 'INSERT INTO users', [], { kind: 'raw' })
    tape.add({
      kind: 'rows',
      table: 'users',
      total: 3,
      statement: first,
      changes: [{ key: 3, before: null, after: [3, 'anna', null] }],
    })
    const second = tape.statement('delete', 'DELETE FROM users', [], { kind: 'raw' })
    tape.add({
      kind: 'rows',
      table: 'users',
      total: 1,
      statement: second,
      changes: [
        { key: 1, before: [1, 'john', null], after: null },
        { key: 3, before: [3, 'anna', null], after: null },
      ],
    })
    expect(shown('users', tablesAt(tape.events, 99, second))).toEqual([
      '- 1 john null now',
      '= 2 susan null',
      '- 3 anna null now',
    ])
    expect(shown('users', tablesAt(tape.events, 99))).toEqual(['- 1 john null', '= 2 susan null'])
  })

  test('an altered table keeps what its rows were, column by column', () => {
    const tape = started()
    const alter = tape.statement('ddl', 'ALTER TABLE users ADD COLUMN age INTEGER', [], { kind: 'ddl' })
    const [id, username, role] = users.columns
    const table = { ...users, columns: [id!, { ...role!, name: 'age', foreignKey: null }, username!, role!] }
    tape.add({
      kind: 'schema',
      name: 'users',
      table,
      rows: [{ key: 1, values: [1, 30, 'jo', null] }],
      total: 1,
      statement: alter,
    })
    const views = tablesAt(tape.events, 99)
    expect(views.find((view) => view.table.name === 'users')!.mark).toBe('changed')
    expect(shown('users', views)).toEqual(['~ 1 30 john→jo null'])
  })

  test('a dropped table from before the run is shown as dropped', () => {
    const tape = started()
    const drop = tape.statement('ddl', 'DROP TABLE roles', [], { kind: 'ddl' })
    tape.add({ kind: 'schema', name: 'roles', table: null, rows: [], total: 0, statement: drop })
    expect(tablesAt(tape.events, 99).map(({ table, mark }) => [table.name, mark])).toEqual([
      ['roles', 'deleted'],
      ['users', null],
    ])
  })

  test('bytes are compared by content', () => {
    const tape = new Tape()
    tape.snapshot('start', [{ table: roles, total: 1, rows: [{ key: 1, values: [1, new Uint8Array([1, 2])] }] }])
    const update = tape.statement('update', 'UPDATE roles', [], { kind: 'raw' })
    const changes = [{ key: 1, before: [1, new Uint8Array([1, 2])], after: [1, new Uint8Array([1, 2])] }]
    tape.add({ kind: 'rows', table: 'roles', total: 1, statement: update, changes })
    expect(tablesAt(tape.events, 99)[0]!.rows[0]!.mark).toBeNull()
  })
})

/** A run that starts with one role and two users. */
function started(): Tape {
  const tape = new Tape()
  tape.snapshot('start', [
    { table: roles, total: 1, rows: [{ key: 1, values: [1, 'Admin'] }] },
    {
      table: users,
      total: 2,
      rows: [
        { key: 1, values: [1, 'john', null] },
        { key: 2, values: [2, 'susan', null] },
      ],
    },
  ])
  return tape
}
