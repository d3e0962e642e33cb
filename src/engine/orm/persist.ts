import type { Reason, SqlValue } from '../../protocol'
import {
  type Assignment,
  bindValue,
  type Column,
  type Compiled,
  convert,
  deleteStatement,
  Expression,
  insertStatement,
  type Table,
  updateStatement,
} from '../schema'
import type { Connection } from '../sqlite'
import { missingKeyDefault, staleUpdate } from './errors'
import { sameValue } from './history'
import type { Mapper, Registry } from './mapper'
import { EXPIRED, InstanceState, NO_VALUE } from './state'

/** What persisting needs of the session. */
export interface Persistence {
  registry: Registry
  /** Why the flush runs: asked for, or before a query. */
  flushReason: Reason
  connection(): Connection
  /** Runs and turns SQLite's errors into SQLAlchemy's. */
  guarded<T>(work: () => T): T
  refreshExpired(state: InstanceState, column: number): void
}

const statements = new WeakMap<Table, Map<string, Compiled>>()

export function remembered(table: Table, key: string, make: () => Compiled): Compiled {
  let known = statements.get(table)
  if (!known) {
    known = new Map()
    statements.set(table, known)
  }
  let compiled = known.get(key)
  if (!compiled) {
    compiled = make()
    known.set(key, compiled)
  }
  return compiled
}

// ------------------------------------------------------------------ saving

interface Insert {
  state: InstanceState
  columns: number[]
  values: unknown[]
  /** Some value is an SQL expression. */
  expressions: boolean
  hasKey: boolean
  /** Filled in by the database: read when asked for. */
  expire: number[]
}

/** Sends UPDATEs, then INSERTs, of one class (orm/128). Pending objects go in the order of add(), others by key. */
export function saveStates(p: Persistence, mapper: Mapper, states: InstanceState[]): void {
  p.connection()
  const pending = states.filter((s) => s.key === null)
  const persistent = states.length === pending.length ? [] : states.filter((s) => s.key !== null).sort(byKey)
  if (persistent.length) updateStates(p, mapper, persistent)
  if (pending.length)
    insertStates(
      p,
      mapper,
      pending.sort((a, b) => a.insertOrder - b.insertOrder),
    )
}

export const byKey = (a: InstanceState, b: InstanceState): number => {
  for (let i = 0; i < a.key!.length; i++) {
    const [x, y] = [a.key![i] as number, b.key![i] as number]
    if (x < y) return -1
    if (x > y) return 1
  }
  return 0
}

function insertStates(p: Persistence, mapper: Mapper, states: InstanceState[]): void {
  const inserts = states.map((s) => collectInsert(p, mapper, s))
  for (let from = 0; from < inserts.length; ) {
    const first = inserts[from]!
    let to = from + 1
    while (to < inserts.length && sameShape(first, inserts[to]!)) to++
    const group = inserts.slice(from, to)
    p.guarded(() =>
      first.expressions
        ? insertOne(p, mapper, first)
        : first.hasKey
          ? insertMany(p, mapper, group)
          : insertEach(p, mapper, group),
    )
    from = first.expressions ? from + 1 : to
  }
}

function sameShape(a: Insert, b: Insert): boolean {
  if (a.expressions || b.expressions || a.hasKey !== b.hasKey || a.columns.length !== b.columns.length) return false
  for (let i = 0; i < a.columns.length; i++) if (a.columns[i] !== b.columns[i]) return false
  return true
}

/** Which columns are sent and with what (orm/026, orm/150, orm/151). */
function collectInsert(p: Persistence, mapper: Mapper, state: InstanceState, bulk = false): Insert {
  const columns: number[] = []
  const values: unknown[] = []
  const expire: number[] = []
  let expressions = false
  let hasKey = true
  const { row } = state
  for (let i = 0; i < mapper.columns.length; i++) {
    const { column } = mapper.columns[i]!
    if (column.computed) {
      expire.push(i)
      continue
    }
    let value = row[i]
    if (value === null || value === undefined || value === EXPIRED) {
      if (column.primaryKey) hasKey = false
      if (i === mapper.generated) continue
      if (column.default !== undefined) {
        value = defaultOf(column.default)
        if (!(value instanceof Expression)) state.put(i, value)
      } else if (column.serverDefault) {
        expire.push(i)
        continue
      } else if (bulk || (column.type.bindsNull && value !== null)) continue
      else if (column.primaryKey) {
        p.registry.warn(missingKeyDefault(column), `Give ${mapper.className}.${mapper.columns[i]!.key} a value.`)
        continue
      } else value = null
    }
    if (value instanceof Expression) {
      expressions = true
      expire.push(i)
      columns.push(i)
      values.push(value)
    } else {
      columns.push(i)
      values.push(convert(value, value === null && !column.type.bindsNull ? null : column.type))
    }
  }
  return { state, columns, values, expressions, hasKey, expire }
}

/** A column default: a value, a function (called once per row, in order), or an SQL expression. */
export function defaultOf(given: unknown): unknown {
  return typeof given === 'function' && !(given instanceof Expression) ? (given as () => unknown)() : given
}

const assignments = (mapper: Mapper, insert: { columns: number[]; values: unknown[] }): Assignment[] =>
  insert.columns.map((i, n) => ({
    column: mapper.columns[i]!.column,
    expression: insert.values[n] instanceof Expression ? (insert.values[n] as Expression).node : null,
  }))

const insertSql = (mapper: Mapper, insert: Insert): string =>
  remembered(mapper.table, `i${insert.columns.join()}`, () => insertStatement(mapper.table, assignments(mapper, insert))).sql

/** One statement per row: the database makes the key (orm/171). Keys follow one another, so the last one tells all. */
function insertEach(p: Persistence, mapper: Mapper, group: Insert[]): void {
  const sql = insertSql(mapper, group[0]!)
  const connection = p.connection()
  connection.each(
    sql,
    group.map((i) => i.values as SqlValue[]),
    p.flushReason,
  )
  let id = mapper.generated >= 0 ? connection.lastInsertRowid() - group.length : 0
  for (const insert of group) {
    if (mapper.generated >= 0) insert.state.put(mapper.generated, ++id)
    inserted(insert)
  }
}

/** Rows that bring their keys go as one executemany (orm/021). */
function insertMany(p: Persistence, mapper: Mapper, group: Insert[]): void {
  p.connection().many(
    insertSql(mapper, group[0]!),
    group.map((i) => i.values as SqlValue[]),
    p.flushReason,
  )
  for (const insert of group) inserted(insert)
}

function insertOne(p: Persistence, mapper: Mapper, insert: Insert): void {
  const { sql, binds } = insertStatement(mapper.table, assignments(mapper, insert))
  const plain = insert.values.filter((v) => !(v instanceof Expression))
  let next = 0
  const values = binds.map((b) => (b.value === undefined && b.late === undefined ? (plain[next++] as SqlValue) : bindValue(b)))
  const connection = p.connection()
  connection.run(sql, values, p.flushReason)
  if (mapper.generated >= 0 && !insert.columns.includes(mapper.generated))
    insert.state.put(mapper.generated, connection.lastInsertRowid())
  inserted(insert)
}

function inserted(insert: Insert): void {
  for (const i of insert.expire) insert.state.put(i, EXPIRED)
}

/** Rows given as plain objects: only the columns that have a value, as one executemany per set of columns. */
export function insertMappings(p: Persistence, mapper: Mapper, rows: Record<string, unknown>[]): void {
  insertRows(
    p,
    mapper,
    rows.map((values) => {
      const row: unknown[] = new Array(mapper.columns.length)
      for (const [key, value] of Object.entries(values)) {
        const attribute = mapper.byKey.get(key)
        if (attribute) row[attribute.index] = value
      }
      return row
    }),
  )
}

/** Objects as rows: new ones are inserted and stay transient, those with a row are updated (bulk_save_objects). */
export function saveRows(p: Persistence, mapper: Mapper, states: InstanceState[]): void {
  const pending = states.filter((s) => s.key === null)
  if (pending.length < states.length) {
    updateStates(
      p,
      mapper,
      states.filter((s) => s.key !== null),
    )
  }
  insertRows(
    p,
    mapper,
    pending.map((s) => s.row.slice()),
  )
}

function insertRows(p: Persistence, mapper: Mapper, rows: unknown[][]): void {
  const inserts = rows.map((row) => collectInsert(p, mapper, new InstanceState(mapper, row, row), true))
  for (let from = 0; from < inserts.length; ) {
    let to = from + 1
    while (to < inserts.length && sameShape(inserts[from]!, inserts[to]!)) to++
    const group = inserts.slice(from, to)
    p.guarded(() => insertMany(p, mapper, group))
    from = to
  }
}

// ------------------------------------------------------------------ updating

interface Update {
  state: InstanceState
  columns: number[]
  values: unknown[]
  expressions: boolean
  key: SqlValue[]
}

function updateStates(p: Persistence, mapper: Mapper, states: InstanceState[]): void {
  const updates: Update[] = []
  for (const s of states) {
    if (s.old === null) continue
    const u = collectUpdate(p, mapper, s)
    if (u) updates.push(u)
  }
  for (let from = 0; from < updates.length; ) {
    const first = updates[from]!
    let to = from + 1
    while (
      to < updates.length &&
      !first.expressions &&
      !updates[to]!.expressions &&
      first.columns.length === updates[to]!.columns.length &&
      first.columns.every((c, i) => c === updates[to]!.columns[i])
    )
      to++
    const group = updates.slice(from, to)
    const matched = p.guarded(() => (first.expressions ? updateOne(p, mapper, first) : updateMany(p, mapper, group)))
    if (matched !== group.length) throw staleUpdate(mapper.table.name, group.length, matched)
    from = to
  }
}

/** Net changes only (orm/121, orm/122); null when there are none. */
function collectUpdate(p: Persistence, mapper: Mapper, state: InstanceState): Update | null {
  const { old } = state
  if (old === null) return null
  const columns: number[] = []
  const values: unknown[] = []
  let expressions = false
  for (let i = 0; i < old.length; i++) {
    const before = old[i]
    if (before === undefined) continue
    const now = state.row[i]
    if (now instanceof Expression) expressions = true
    else if (before !== NO_VALUE && sameValue(before, now)) continue
    columns.push(i)
    values.push(now)
  }
  if (columns.length === 0) return null
  // SQLAlchemy reads the key of an expired object first, and with it everything that is expired (orm/123)
  if (mapper.primaryKey.some((i) => state.row[i] === EXPIRED)) p.refreshExpired(state, mapper.primaryKey[0]!)
  for (const { column, index } of mapper.columns) {
    if (column.onupdate === undefined || columns.includes(index)) continue
    const value = defaultOf(column.onupdate)
    const at = columns.findIndex((c) => c > index)
    columns.splice(at < 0 ? columns.length : at, 0, index)
    values.splice(at < 0 ? values.length : at, 0, value)
    if (value instanceof Expression) expressions = true
    else state.put(index, value)
  }
  const key = mapper.primaryKey.map((i) =>
    convert(
      old[i] !== undefined && old[i] !== NO_VALUE ? old[i] : state.key![mapper.primaryKey.indexOf(i)],
      mapper.columns[i]!.column.type,
    ),
  )
  return {
    state,
    columns,
    values: values.map((v, n) =>
      v instanceof Expression
        ? v
        : convert(
            v,
            v === null && !mapper.columns[columns[n]!]!.column.type.bindsNull ? null : mapper.columns[columns[n]!]!.column.type,
          ),
    ),
    expressions,
    key,
  }
}

export const keyColumns = (mapper: Mapper): Column[] => mapper.primaryKey.map((i) => mapper.columns[i]!.column)

function updateMany(p: Persistence, mapper: Mapper, group: Update[]): number {
  const first = group[0]!
  const { sql } = remembered(mapper.table, `u${first.columns.join()}`, () =>
    updateStatement(mapper.table, assignments(mapper, first), keyColumns(mapper)),
  )
  return p.connection().many(
    sql,
    group.map((u) => [...(u.values as SqlValue[]), ...u.key]),
    p.flushReason,
  )
}

function updateOne(p: Persistence, mapper: Mapper, update: Update): number {
  const { sql, binds } = updateStatement(mapper.table, assignments(mapper, update), keyColumns(mapper))
  const plain = [...update.values.filter((v) => !(v instanceof Expression)), ...update.key]
  let next = 0
  const changes = p.connection().run(
    sql,
    binds.map((b) => (b.value === undefined && b.late === undefined ? (plain[next++] as SqlValue) : bindValue(b))),
    p.flushReason,
  )
  update.values.forEach((v, n) => {
    if (v instanceof Expression) update.state.put(update.columns[n]!, EXPIRED)
  })
  return changes
}

// ------------------------------------------------------------------ deleting

export function deleteStates(p: Persistence, mapper: Mapper, states: InstanceState[]): void {
  const withRows = states.filter((s) => s.key !== null).sort(byKey)
  if (withRows.length === 0) return
  for (const s of withRows) for (const i of mapper.primaryKey) valueOf(s, i)
  const { sql } = remembered(mapper.table, 'd', () => deleteStatement(mapper.table, keyColumns(mapper)))
  const keys = withRows.map((s) => s.key!.map((k, i) => convert(k, keyColumns(mapper)[i]!.type)))
  const gone = p.guarded(() => p.connection().many(sql, keys, p.flushReason))
  if (gone !== withRows.length) {
    p.registry.warn(
      `DELETE statement on table '${mapper.table.name}' expected to delete ${withRows.length} row(s); ${gone} were matched.  Please set confirm_deleted_rows=False within the mapper configuration to prevent this warning.`,
      'The row was deleted behind the session.',
    )
  }
}

// ------------------------------------------------------------------ keys and association rows

/** A value that the flush needs: an expired object is read first (flow/014). */
export function valueOf(s: InstanceState, index: number): unknown {
  if (s.row[index] === EXPIRED) s.session?.refreshExpired(s, index)
  return s.peek(index)
}
