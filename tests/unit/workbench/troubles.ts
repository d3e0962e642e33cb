import type { RowData, TimelineEvent } from '../../../src/protocol'
import { ref, roles, Tape, users } from './fixture'

const inAll = 1199

/** Rows of the big table of `troubles`, as the live database would give them. */
export function manyRows(offset: number, limit: number): { rows: RowData[]; total: number; columns: string[] } {
  const rows = Array.from({ length: Math.max(0, Math.min(limit, inAll - offset)) }, (_, i): RowData => {
    const key = offset + i + 2
    return { key, values: [key, `user ${key}`, 1] }
  })
  return { rows, total: inAll, columns: users.columns.map(({ name }) => name) }
}

/** A run with everything that a lesson's first step does not have: N+1, a rollback, errors, big tables, hostile text. */
export function troubles(): TimelineEvent[] {
  const tape = new Tape()
  const first = { key: 1, values: [1, '<img src=x onerror=alert(1)>', null] }
  tape.snapshot('start', [
    {
      table: roles,
      total: 3,
      rows: [
        { key: 1, values: [1, 'Admin'] },
        { key: 2, values: [2, ''] },
        { key: 3, values: [3, null] },
      ],
    },
    { table: users, total: inAll + 1, rows: [first, ...manyRows(0, 199).rows] },
  ])
  tape.at('query.ts', 2)
  tape.statement('select', 'SELECT users.id, users.username FROM users', [], { kind: 'query' }, { rows: inAll + 1 })
  tape.at('query.ts', 3)
  for (let id = 1; id <= 12; id += 1) {
    const because = { kind: 'lazy load', detail: 'User.role' } as const
    tape.statement('select', 'SELECT roles.id, roles.name FROM roles WHERE roles.id = ?', [id], because, { rows: 1 })
    tape.value({ kind: 'string', text: "'Admin'" })
  }
  tape.add({ kind: 'console', level: 'warn', values: [{ kind: 'string', text: '<b>careful</b>' }] })
  tape.at('query.ts', 4)
  tape.add({ kind: 'transaction', action: 'begin' })
  const gone = tape.statement('delete', 'DELETE FROM users WHERE users.id = ?', [1], { kind: 'flush' }, { changes: 1 })
  tape.add({
    kind: 'rows',
    table: 'users',
    total: inAll,
    statement: gone,
    changes: [{ key: 1, before: first.values, after: null }],
  })
  tape.add({ kind: 'transaction', action: 'commit' })
  tape.at('query.ts', 5)
  tape.add({ kind: 'transaction', action: 'begin' })
  const error = 'UNIQUE constraint failed: users.username'
  tape.statement('insert', 'INSERT INTO users (username) VALUES (?)', ["o'hara"], { kind: 'flush' }, { error })
  tape.add({ kind: 'transaction', action: 'rollback' })
  tape.add({ kind: 'state', object: ref(9, 'User', null), from: 'transient', to: 'pending', because: 'add()', text: '<User>' })
  tape.add({
    kind: 'problem',
    severity: 'error',
    term: 'IntegrityError',
    message: error,
    hint: 'Another row already has this username. Look for it first.',
    frames: [{ file: 'query.ts', line: 5, name: null }],
  })
  return tape.events
}
