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
  TermError,
  updateStatement,
} from '../schema'
import type { Connection } from '../sqlite'
import { isHeld, writeColumn } from './attributes'
import { missingKeyDefault, staleDelete, staleUpdate } from './errors'
import { historyOf, sameValue } from './history'
import type { Mapper, Registry } from './mapper'
import type { Relationship } from './relationship'
import { EXPIRED, InstanceState, NO_VALUE, stateOf } from './state'
import { keyChanged, type UnitOfWork } from './unit-of-work'

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

function remembered(table: Table, key: string, make: () => Compiled): Compiled {
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

const byKey = (a: InstanceState, b: InstanceState): number => {
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
function defaultOf(given: unknown): unknown {
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

const keyColumns = (mapper: Mapper): Column[] => mapper.primaryKey.map((i) => mapper.columns[i]!.column)

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

/** Copies keys along a relationship: from the saved side to the foreign key of the other (SQLAlchemy's dependency processors). */
export function processRelationship(
  p: Persistence,
  uow: UnitOfWork,
  r: Relationship,
  states: InstanceState[],
  deletes: boolean,
): void {
  if (r.direction === 'MANYTOMANY') return linkRows(p, uow, r, states, deletes)
  for (const s of states) {
    if (r.direction === 'MANYTOONE') {
      if (!deletes) syncManyToOne(p, r, s)
    } else if (deletes) clearChildren(r, s, uow)
    else syncOneToMany(r, s, uow)
  }
}

/** Is the other object in the same session, and was its row not deleted by an earlier flush? */
const isWith = (other: InstanceState, s: InstanceState): boolean => other.session === s.session && !other.deleted

function syncManyToOne(p: Persistence, r: Relationship, s: InstanceState): void {
  const h = historyOf(s, r, false)
  for (const other of h.added) {
    const target = other === null ? null : stateOf(other)!
    if (target === null)
      clear(
        s,
        r,
        r.pairs.map(([own]) => own),
      )
    else if (!isWith(target, s)) {
      p.registry.warn(
        `Object of type <${target.mapper.className}> not in session, add operation along '${r.name}' will not proceed`,
        'Add the object too: db.session.add(...).',
      )
    } else for (const [own, theirs] of r.pairs) copy(target, theirs, s, own)
  }
  if (h.added.length === 0 && h.deleted.length > 0)
    clear(
      s,
      r,
      r.pairs.map(([own]) => own),
    )
}

function syncOneToMany(r: Relationship, s: InstanceState, uow: UnitOfWork): void {
  const h = historyOf(s, r, false)
  if (keyChanged(s, r))
    for (const child of h.unchanged) for (const [own, theirs] of r.pairs) copy(s, own, stateOf(child)!, theirs)
  for (const child of h.added) {
    const c = child === null ? null : stateOf(child)!
    if (c && isWith(c, s) && (r.postUpdate || !uow.isDeleted(c))) for (const [own, theirs] of r.pairs) copy(s, own, c, theirs)
  }
  for (const child of h.deleted) {
    const c = child === null ? null : stateOf(child)!
    if (c && !r.cascade.deleteOrphan && r.passiveDeletes !== 'all' && !isHeld(c, r) && (r.postUpdate || !uow.isDeleted(c)))
      clear(
        c,
        r,
        r.pairs.map(([, theirs]) => theirs),
      )
  }
}

/** Children of a deleted parent lose their key (orm/062). */
function clearChildren(r: Relationship, s: InstanceState, uow: UnitOfWork): void {
  if (r.passiveDeletes === 'all') return
  const h = historyOf(s, r, !r.passiveDeletes)
  const added = uow.added.get(r)
  const gone = [
    ...h.deleted.filter((x) => x !== null && !isHeld(stateOf(x)!, r)),
    ...(r.cascade.delete ? [] : h.unchanged.filter((x) => !added?.has(x))),
  ]
  for (const child of gone) {
    const c = stateOf(child)!
    if (uow.isDeleted(c) && !r.postUpdate) continue
    clear(
      c,
      r,
      r.pairs.map(([, theirs]) => theirs),
    )
  }
}

/** A value that the flush needs: an expired object is read first (flow/014). */
function valueOf(s: InstanceState, index: number): unknown {
  if (s.row[index] === EXPIRED) s.session?.refreshExpired(s, index)
  return s.peek(index)
}

function copy(from: InstanceState, source: Column, to: InstanceState, target: Column): void {
  const { index } = from.mapper.byColumn.get(source)!
  const known = valueOf(from, index) ?? null
  const i = to.mapper.byColumn.get(target)!.index
  if (to.row[i] !== known || to.key === null) writeColumn(to, i, known)
}

function clear(s: InstanceState, r: Relationship, columns: Column[]): void {
  for (const c of columns) {
    const i = s.mapper.byColumn.get(c)!.index
    if (c.primaryKey && s.peek(i) != null) {
      throw new TermError(
        'AssertionError',
        `Dependency rule tried to blank-out primary key column '${c.table.name}.${c.name}' on instance of ${s.mapper.className}`,
        `The key of ${s.mapper.className} belongs to ${r.name}. Delete the object too, or set cascade: 'all, delete-orphan'.`,
      )
    }
    if (s.row[i] !== null) writeColumn(s, i, null)
  }
}

function linkRows(p: Persistence, uow: UnitOfWork, r: Relationship, states: InstanceState[], deletes: boolean): void {
  const removed: SqlValue[][] = []
  const added: SqlValue[][] = []
  const keys = new Set([...r.pairs, ...r.targetPairs].map(([, x]) => x))
  // the table may have columns of its own, filled by their defaults (mixed/017)
  const columns = r.secondary!.columns.filter((c) => keys.has(c))
  const filled = r.secondary!.columns.filter((c) => !keys.has(c) && c.default !== undefined && !(c.default instanceof Expression))
  const rowFor = (s: InstanceState, t: InstanceState): SqlValue[] =>
    columns.map((c) => keyFor(s, r.pairs, c) ?? keyFor(t, r.targetPairs, c) ?? null)
  for (const s of states) {
    const h = historyOf(s, r, deletes && !r.passiveDeletes)
    const out = deletes ? [...h.unchanged, ...h.deleted] : h.deleted
    for (const t of out) {
      const target = t === null ? null : stateOf(t)!
      // the links of a deleted row went with it
      if (target && !target.deleted && once(uow, r, s, target)) removed.push(rowFor(s, target))
    }
    if (deletes) continue
    for (const t of h.added) {
      if (t === null) continue
      const target = stateOf(t)!
      if (!isWith(target, s)) {
        p.registry.warn(
          `Object of type <${target.mapper.className}> not in session, add operation along '${r.name}' will not proceed`,
          'Add the object too: db.session.add(...).',
        )
      } else if (once(uow, r, s, target))
        added.push([...rowFor(s, target), ...filled.map((c) => convert(defaultOf(c.default), c.type))])
    }
  }
  const table = r.secondary!
  if (removed.length) {
    const { sql } = remembered(table, `d${columns.map((c) => c.name).join()}`, () => deleteStatement(table, columns))
    const gone = p.guarded(() => p.connection().many(sql, removed, p.flushReason))
    if (gone !== removed.length) throw staleDelete(table.name, removed.length, gone)
  }
  if (added.length) {
    const { sql } = remembered(table, `i${columns.map((c) => c.name).join()}`, () =>
      insertStatement(
        table,
        [...columns, ...filled].map((column) => ({ column, expression: null })),
      ),
    )
    p.guarded(() => p.connection().many(sql, added, p.flushReason))
  }
}

const keyFor = (s: InstanceState, pairs: [Column, Column][], c: Column): SqlValue | undefined => {
  const pair = pairs.find(([, x]) => x === c)
  if (!pair) return undefined
  const i = s.mapper.byColumn.get(pair[0])!.index
  return convert(valueOf(s, i), pair[0].type)
}

/** Both sides of a many-to-many report the same pair: the other side's report is left out (a duplicate of one side is not). */
const reported = new WeakMap<UnitOfWork, Map<Relationship, Set<string>>>()
function once(uow: UnitOfWork, r: Relationship, s: InstanceState, t: InstanceState): boolean {
  if (!r.reverse) return true
  let known = reported.get(uow)
  if (!known) {
    known = new Map()
    reported.set(uow, known)
  }
  if (known.get(r.reverse)?.has(`${t.ref.id}-${s.ref.id}`)) return false
  const mine = known.get(r) ?? new Set()
  mine.add(`${s.ref.id}-${t.ref.id}`)
  known.set(r, mine)
  return true
}

/** postUpdate: the key is written by a second UPDATE, so that two rows can point at each other (rel/071). */
export function postUpdate(p: Persistence, uow: UnitOfWork, r: Relationship, states: InstanceState[], deletes: boolean): void {
  const targets = new Set<InstanceState>()
  for (const s of states) {
    if (r.direction === 'MANYTOONE') {
      const h = historyOf(s, r, false)
      if (deletes ? s.peek(s.mapper.byColumn.get(r.pairs[0]![0])!.index) != null : h.added.length || h.deleted.length)
        targets.add(s)
      if (deletes)
        clear(
          s,
          r,
          r.pairs.map(([own]) => own),
        )
      else syncManyToOne(p, r, s)
    } else {
      const h = historyOf(s, r, deletes)
      for (const c of [...h.added, ...h.deleted, ...(deletes ? h.unchanged : [])]) if (c) targets.add(stateOf(c)!)
      if (deletes) clearChildren(r, s, uow)
      else syncOneToMany(r, s, uow)
    }
  }
  for (const s of [...targets].sort((a, b) => (a.key && b.key ? byKey(a, b) : a.insertOrder - b.insertOrder))) {
    const own = r.direction === 'MANYTOONE' ? r.pairs.map(([c]) => c) : r.pairs.map(([, c]) => c)
    const { sql } = remembered(s.mapper.table, `pu${own.map((c) => c.name).join()}`, () =>
      updateStatement(
        s.mapper.table,
        own.map((column) => ({ column, expression: null })),
        keyColumns(s.mapper),
      ),
    )
    if (s.key !== null) for (const i of s.mapper.primaryKey) valueOf(s, i)
    const value = (c: Column) => convert(s.peek(s.mapper.byColumn.get(c)!.index), c.type)
    p.guarded(() =>
      p
        .connection()
        .run(
          sql,
          [...own.map(value), ...keyColumns(s.mapper).map((c, n) => convert(s.key ? s.key[n] : value(c), c.type))],
          p.flushReason,
        ),
    )
    if (s.old) for (const c of own) s.old[s.mapper.byColumn.get(c)!.index] = undefined
  }
}
