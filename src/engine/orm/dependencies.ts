import type { SqlValue } from '../../protocol'
import { type Column, convert, deleteStatement, Expression, insertStatement, TermError, updateStatement } from '../schema'
import { isHeld } from './attributes'
import { writeColumn } from './column-attribute'
import { staleDelete } from './errors'
import { historyOf } from './history'
import { byKey, defaultOf, keyColumns, type Persistence, remembered, valueOf } from './persistence'
import type { Relationship } from './relationship'
import { type InstanceState, stateOf } from './state'
import { keyChanged, type UnitOfWork } from './unit-of-work'

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
    // nothing of its relationships is known, so nothing has changed
    if (!deletes && s.related === null && s.queued === null) continue
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
  if (targets.size === 0) return
  const mapper = r.direction === 'MANYTOONE' ? r.parent : r.target
  const own = r.direction === 'MANYTOONE' ? r.pairs.map(([c]) => c) : r.pairs.map(([, c]) => c)
  const { sql } = remembered(mapper.table, `pu${own.map((c) => c.name).join()}`, () =>
    updateStatement(
      mapper.table,
      own.map((column) => ({ column, expression: null })),
      keyColumns(mapper),
    ),
  )
  const sets: SqlValue[][] = []
  for (const s of [...targets].sort((a, b) => (a.key && b.key ? byKey(a, b) : a.place - b.place))) {
    if (s.id !== null) for (const i of s.mapper.primaryKey) valueOf(s, i)
    const value = (c: Column) => convert(s.peek(s.mapper.byColumn.get(c)!.index), c.type)
    sets.push([...own.map(value), ...keyColumns(mapper).map((c, n) => convert(s.key ? s.key[n] : value(c), c.type))])
    if (s.old) for (const c of own) s.old[s.mapper.byColumn.get(c)!.index] = undefined
  }
  p.guarded(() => p.connection().many(sql, sets, p.flushReason))
}
