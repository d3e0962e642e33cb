import type { SqlValue } from '../../protocol'
import { bindValue, convert, Expression, insertStatement } from '../schema'
import { missingKeyDefault } from './errors'
import type { Mapper } from './mapper'
import { assignments, defaultOf, type Persistence, remembered } from './persistence'
import { EXPIRED, InstanceState } from './state'

/** Rows of one shape that follow one another. */
interface Group {
  columns: number[]
  /** Filled in by the database: read when asked for. */
  expire: number[]
  /** Some value is an SQL expression: such a row is a group of its own. */
  expressions: boolean
  hasKey: boolean
  states: InstanceState[]
  /** Row after row, in one list: an array for each row would cost more than the rest. */
  values: unknown[]
}

/** INSERTs of new objects, in the order given. */
export function insertStates(p: Persistence, mapper: Mapper, states: InstanceState[]): void {
  for (const group of collect(p, mapper, states, false))
    p.guarded(() =>
      group.expressions
        ? insertOne(p, mapper, group)
        : group.hasKey
          ? insertMany(p, mapper, group)
          : insertEach(p, mapper, group),
    )
}

/** INSERTs of rows without objects: only the columns that have a value. */
export function insertRows(p: Persistence, mapper: Mapper, rows: unknown[][]): void {
  const states = rows.map((row) => new InstanceState(mapper, row, row))
  for (const group of collect(p, mapper, states, true)) p.guarded(() => insertMany(p, mapper, group))
}

/** Which columns are sent and with what (orm/026, orm/150, orm/151). Defaults are called once per row, in order. */
function collect(p: Persistence, mapper: Mapper, states: InstanceState[], bulk: boolean): Group[] {
  const groups: Group[] = []
  let group: Group | null = null
  const width = mapper.columns.length
  const columns: number[] = new Array(width).fill(0)
  const values: unknown[] = new Array(width).fill(null)
  for (const state of states) {
    let n = 0
    let expressions = false
    let hasKey = true
    const { row } = state
    for (let i = 0; i < width; i++) {
      const { column } = mapper.columns[i]!
      if (column.computed) continue
      let value = row[i]
      if (value === null || value === undefined || value === EXPIRED) {
        if (column.primaryKey) hasKey = false
        if (i === mapper.generated) continue
        if (column.default !== undefined) {
          value = defaultOf(column.default)
          if (!(value instanceof Expression)) state.put(i, value)
        } else if (column.serverDefault) continue
        else if (bulk || (column.type.bindsNull && value !== null)) continue
        else if (column.primaryKey) {
          p.registry.warn(missingKeyDefault(column), `Give ${mapper.className}.${mapper.columns[i]!.key} a value.`)
          continue
        } else value = null
      }
      if (value instanceof Expression) expressions = true
      else value = convert(value, value === null && !column.type.bindsNull ? null : column.type)
      columns[n] = i
      values[n++] = value
    }
    if (group === null || expressions || group.expressions || hasKey !== group.hasKey || !begins(columns, n, group.columns)) {
      const used = columns.slice(0, n)
      group = { columns: used, expire: expired(mapper, used, values), expressions, hasKey, states: [], values: [] }
      groups.push(group)
    }
    group.states.push(state)
    for (let i = 0; i < n; i++) group.values.push(values[i])
  }
  return groups
}

const begins = (columns: readonly number[], n: number, others: readonly number[]): boolean => {
  if (n !== others.length) return false
  for (let i = 0; i < n; i++) if (columns[i] !== others[i]) return false
  return true
}

/** What the database computes: generated columns, its own defaults, and the values of expressions. */
const expired = (mapper: Mapper, sent: readonly number[], values: readonly unknown[]): number[] =>
  mapper.columns
    .filter(({ column, index }) => {
      const at = sent.indexOf(index)
      return at < 0 ? column.computed || (column.serverDefault && index !== mapper.generated) : values[at] instanceof Expression
    })
    .map(({ index }) => index)

const insertSql = (mapper: Mapper, { columns, values }: Group): string =>
  remembered(mapper.table, `i${columns.join()}`, () => insertStatement(mapper.table, assignments(mapper, columns, values))).sql

/** One statement per row: the database makes the key (orm/171). Keys follow one another, so the last one tells all. */
function insertEach(p: Persistence, mapper: Mapper, group: Group): void {
  const { states } = group
  const connection = p.connection()
  connection.each(insertSql(mapper, group), group.values as SqlValue[], states.length, p.flushReason)
  let id = mapper.generated >= 0 ? connection.lastInsertRowid() - states.length : 0
  for (const state of states) {
    if (mapper.generated >= 0) state.put(mapper.generated, ++id)
    inserted(group, state)
  }
}

/** Rows that bring their keys go as one executemany (orm/021). */
function insertMany(p: Persistence, mapper: Mapper, group: Group): void {
  const { columns, states } = group
  const values = group.values as SqlValue[]
  const sets = states.map((_, n) => values.slice(n * columns.length, (n + 1) * columns.length))
  p.connection().many(insertSql(mapper, group), sets, p.flushReason)
  for (const state of states) inserted(group, state)
}

function insertOne(p: Persistence, mapper: Mapper, group: Group): void {
  const { sql, binds } = insertStatement(mapper.table, assignments(mapper, group.columns, group.values))
  const plain = group.values.filter((v) => !(v instanceof Expression))
  let next = 0
  const values = binds.map((b) => (b.value === undefined && b.late === undefined ? (plain[next++] as SqlValue) : bindValue(b)))
  const connection = p.connection()
  connection.run(sql, values, p.flushReason)
  const state = group.states[0]!
  if (mapper.generated >= 0 && !group.columns.includes(mapper.generated))
    state.put(mapper.generated, connection.lastInsertRowid())
  inserted(group, state)
}

function inserted(group: Group, state: InstanceState): void {
  for (const i of group.expire) state.put(i, EXPIRED)
}
