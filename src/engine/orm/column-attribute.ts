import type { Preview } from '../../protocol'
import { detached } from './errors'
import { DEFERRED, EXPIRED, type InstanceState, NO_VALUE, stateOf } from './state'

/** A column that is not simply there: never set (null), expired or deferred (read from the database). */
export function missingColumn(s: InstanceState, i: number): unknown {
  const v = s.row[i]
  if (v === undefined) return null
  if (s.id === null) return null
  if (s.session === null) throw detached(s, null)
  s.session.refreshExpired(s, i)
  const loaded = s.row[i]
  return loaded === undefined || loaded === EXPIRED || loaded === DEFERRED ? null : loaded
}

/** Takes a value that is assigned: what was there is kept for the UPDATE, and the timeline hears of it. */
export function writeColumn(s: InstanceState, i: number, given: unknown): void {
  const value = given === undefined ? null : given
  const { mapper } = s
  if (s.row === mapper.expiredRow) s.row = s.row.slice()
  // the old value of a primary key must be known: the UPDATE finds its row by it
  if (s.row[i] === EXPIRED && s.session !== null && mapper.columns[i]!.column.primaryKey) missingColumn(s, i)
  const before = s.row[i]
  if (s.id !== null) {
    if (s.old === null) s.old = new Array(s.row.length)
    if (s.old[i] === undefined) s.old[i] = before === undefined || before === EXPIRED || before === DEFERRED ? NO_VALUE : before
  }
  s.row[i] = value
  const { emit } = mapper.registry
  if (emit !== null && s.isFollowed)
    emit({ kind: 'attribute', object: s.ref, key: mapper.columns[i]!.key, old: shown(before), new: shown(value) })
  if (s.session !== null && !s.modified) s.session.changed(s)
}

/** A small picture of a value for the timeline. Never runs the learner's code and never loads. */
export function shown(value: unknown): Preview {
  const s = stateOf(value)
  if (s) return { kind: 'model', text: s.mapper.className, object: s.ref }
  if (value === undefined || typeof value === 'symbol') return { kind: 'undefined', text: '' }
  if (value === null) return { kind: 'null', text: 'null' }
  if (Array.isArray(value)) return { kind: 'list', text: `[${value.length}]`, length: value.length }
  if (value instanceof Date) return { kind: 'date', text: Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString() }
  switch (typeof value) {
    case 'string':
      return { kind: 'string', text: value.length > 200 ? `'${value.slice(0, 200)}…'` : `'${value}'` }
    case 'number':
    case 'boolean':
    case 'bigint':
      return { kind: typeof value as 'number', text: String(value) }
    default:
      return { kind: 'record', text: '{…}' }
  }
}
