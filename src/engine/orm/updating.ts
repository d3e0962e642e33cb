import type { SqlValue } from '../../protocol'
import { bindValue, convert, Expression, updateStatement } from '../schema'
import { staleUpdate } from './errors'
import { sameValue } from './history'
import type { ColumnAttribute, Mapper } from './mapper'
import { assignments, defaultOf, keyColumns, type Persistence, remembered } from './persistence'
import { EXPIRED, type InstanceState, NO_VALUE } from './state'

/** Rows that follow one another and have the same columns changed. */
interface Group {
  columns: number[]
  /** Some value is an SQL expression: such a row is a group of its own. */
  expressions: boolean
  states: InstanceState[]
  /** For each row the new values, then the key. */
  sets: unknown[][]
}

/** Sends UPDATEs of what has changed; rows with the same changed columns go as one executemany. @throws TermError StaleDataError */
export function updateStates(p: Persistence, mapper: Mapper, states: InstanceState[]): void {
  for (const group of collect(p, mapper, states)) {
    const matched = p.guarded(() => (group.expressions ? updateOne(p, mapper, group) : updateMany(p, mapper, group)))
    if (matched !== group.states.length) throw staleUpdate(mapper.table.name, group.states.length, matched)
  }
}

/** Net changes only (orm/121, orm/122). */
function collect(p: Persistence, mapper: Mapper, states: InstanceState[]): Group[] {
  const groups: Group[] = []
  let group: Group | null = null
  const filled = mapper.columns.filter(({ column }) => column.onupdate !== undefined)
  for (const state of states) {
    const changed = changedColumns(state, group === null ? none : group.columns)
    if (changed.length === 0) continue
    // SQLAlchemy reads the key of an expired object first, and with it everything that is expired (orm/123)
    for (const i of mapper.primaryKey) if (state.row[i] === EXPIRED) p.refreshExpired(state, i)
    const onupdate = filled.length === 0 ? null : valuesOnUpdate(filled, state, changed)
    const columns = onupdate === null ? changed : [...changed, ...onupdate.keys()].sort((a, b) => a - b)
    let expressions = false
    const set: unknown[] = new Array(columns.length + mapper.primaryKey.length)
    let n = 0
    for (const i of columns) {
      const { type } = mapper.columns[i]!.column
      const value = onupdate?.has(i) ? onupdate.get(i) : state.row[i]
      if (value instanceof Expression) expressions = true
      set[n++] = value instanceof Expression ? value : convert(value, value === null && !type.bindsNull ? null : type)
    }
    for (let k = 0; k < mapper.primaryKey.length; k++) set[n++] = keyInDatabase(mapper, state, k)
    if (group === null || expressions || group.expressions || !same(columns, group.columns)) {
      group = { columns, expressions, states: [], sets: [] }
      groups.push(group)
    }
    group.states.push(state)
    group.sets.push(set)
  }
  return groups
}

const none: number[] = []

/** @param like the list to give when it is the same: mostly one row changes as the one before */
function changedColumns({ old, row }: InstanceState, like: number[]): number[] {
  if (old === null) return none
  let changed: number[] | null = null
  let n = 0
  for (let i = 0; i < old.length; i++) {
    const before = old[i]
    if (before === undefined) continue
    const now = row[i]
    if (!(now instanceof Expression) && before !== NO_VALUE && sameValue(before, now)) continue
    if (changed === null && like[n] !== i) changed = like.slice(0, n)
    if (changed !== null) changed.push(i)
    n++
  }
  return changed ?? (n === like.length ? like : like.slice(0, n))
}

/** What `onupdate` gives for columns that were not changed. */
function valuesOnUpdate(
  filled: readonly ColumnAttribute[],
  state: InstanceState,
  columns: readonly number[],
): Map<number, unknown> | null {
  let values: Map<number, unknown> | null = null
  for (const { column, index } of filled) {
    if (columns.includes(index)) continue
    const value = defaultOf(column.onupdate)
    values ??= new Map()
    values.set(index, value)
    if (!(value instanceof Expression)) state.put(index, value)
  }
  return values
}

/** A part of the key as the row has it now. */
function keyInDatabase(mapper: Mapper, state: InstanceState, part: number): SqlValue {
  const i = mapper.primaryKey[part]!
  const old = state.old![i]
  const own = mapper.primaryKey.length === 1 ? state.id : (state.id as unknown[])[part]
  return convert(old !== undefined && old !== NO_VALUE ? old : own, mapper.columns[i]!.column.type)
}

const same = (a: readonly number[], b: readonly number[]): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function updateMany(p: Persistence, mapper: Mapper, { columns, sets }: Group): number {
  const { sql } = remembered(mapper.table, `u${columns.join()}`, () =>
    updateStatement(mapper.table, assignments(mapper, columns, sets[0]!), keyColumns(mapper)),
  )
  return p.connection().many(sql, sets as SqlValue[][], p.flushReason)
}

function updateOne(p: Persistence, mapper: Mapper, { columns, sets, states }: Group): number {
  const [set] = sets as [unknown[]]
  const { sql, binds } = updateStatement(mapper.table, assignments(mapper, columns, set), keyColumns(mapper))
  const plain = set.filter((v) => !(v instanceof Expression))
  let next = 0
  const changes = p.connection().run(
    sql,
    binds.map((b) => (b.value === undefined && b.late === undefined ? (plain[next++] as SqlValue) : bindValue(b))),
    p.flushReason,
  )
  columns.forEach((i, n) => {
    if (set[n] instanceof Expression) states[0]!.put(i, EXPIRED)
  })
  return changes
}
