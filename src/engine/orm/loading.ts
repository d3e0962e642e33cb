import type { SqlValue } from '../../protocol'
import { invalidRequest, type SelectNode } from '../schema'
import { commitRelated, relatedValue } from './attributes'
import type { IdentityMap } from './identity-map'
import type { Mapper, Registry } from './mapper'
import type { EntityPlan } from './plan'
import type { Relationship } from './relationship'
import { absent, DEFERRED, InstanceState, identity, type Tracker } from './state'

export interface LoadContext {
  session: Tracker
  identityMap: IdentityMap
  registry: Registry
  populateExisting: boolean
  /** Objects that were made or refreshed, per plan, for the strategies that run afterwards. */
  touched: Map<EntityPlan, Set<InstanceState>> | null
  /** Collections in the making: rows of a join bring one item each. */
  lists: Map<Relationship, Map<InstanceState, object[]>> | null
  /** Scalars that one row already filled. */
  filled: Map<Relationship, Set<InstanceState>> | null
  /** One object is refreshed: what would be loaded for many is loaded for it alone. */
  refreshing: boolean
  /** The SELECT that brought the rows, for strategies that repeat it. */
  original: SelectNode | null
  /** The list that the last row went to: mostly the next one goes there too. */
  last: { owner: InstanceState; relationship: Relationship; list: object[] | null } | null
  /** How many objects were made. */
  made: number
}

export function loadContext(
  session: Tracker,
  identityMap: IdentityMap,
  registry: Registry,
  populateExisting: boolean,
  original: SelectNode | null = null,
): LoadContext {
  return {
    session,
    identityMap,
    registry,
    populateExisting,
    touched: null,
    lists: null,
    filled: null,
    refreshing: false,
    original,
    last: null,
    made: 0,
  }
}

/** Rows of one entity without eager joins: each row becomes an object's storage as it is. */
export function loadSimple(c: LoadContext, plan: EntityPlan, rows: SqlValue[][]): object[] {
  const { mapper } = plan
  const objects: object[] = new Array(rows.length)
  let n = 0
  const single = mapper.primaryKey.length === 1 ? mapper.primaryKey[0]! : -1
  let seen: Set<object> | null = null
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    let s: InstanceState | undefined
    if (single >= 0 && mapper.columns[single]!.column.type.result === undefined) {
      const key = row[single]
      if (key === null) continue
      s = c.identityMap.get(mapper, key)
      if (s === undefined) {
        s = make(c, mapper, row, key)
        if (plan.path !== null) s.options = plan.path
        if (seen !== null) seen.add(s.object)
        objects[n++] = s.object
        continue
      }
    }
    const found = s === undefined ? instance(c, plan, row) : revive(c, plan, s, row)
    if (found === null) continue
    // an object that was known before may be met twice
    if (seen === null) seen = new Set(objects.slice(0, n))
    if (seen.has(found.object)) continue
    seen.add(found.object)
    objects[n++] = found.object
  }
  objects.length = n
  return objects
}

function make(c: LoadContext, mapper: Mapper, row: unknown[], id: unknown): InstanceState {
  for (const [i, result] of mapper.converters) if (row[i] !== DEFERRED) row[i] = result(row[i] as SqlValue)
  const s = new InstanceState(mapper, null as never, row)
  s.object = mapper.instantiate(s)
  s.id = id
  s.session = c.session
  c.identityMap.add(s)
  c.made++
  return s
}

function revive(c: LoadContext, plan: EntityPlan, s: InstanceState, row: unknown[]): InstanceState {
  if (c.populateExisting || s.hasGaps) {
    refill(plan, s, row, c.populateExisting)
    touch(c, plan, s)
    if (plan.path !== null) s.options = plan.path
  }
  return s
}

const touch = (c: LoadContext, plan: EntityPlan, s: InstanceState): void => {
  if (plan.after.length === 0 && plan.joined.length === 0) return
  c.touched ??= new Map()
  const set = c.touched.get(plan)
  if (set) set.add(s)
  else c.touched.set(plan, new Set([s]))
}

/** The object for the entity's part of a row, or null when an outer join found none. */
export function instance(c: LoadContext, plan: EntityPlan, row: readonly unknown[]): InstanceState | null {
  const { mapper } = plan
  const id = idIn(plan, row)
  if (id === null) return null
  let s = c.identityMap.get(mapper, mapper.primaryKey.length === 1 ? id : identity(id as unknown[]))
  if (s === undefined) {
    s = make(c, mapper, ownRow(plan, row), id)
    if (plan.path !== null) s.options = plan.path
    touch(c, plan, s)
  } else if (c.populateExisting || s.hasGaps) {
    refill(plan, s, row, c.populateExisting)
    touch(c, plan, s)
    if (plan.path !== null) s.options = plan.path
  } else if (plan.after.length > 0) touch(c, plan, s)
  for (const j of plan.joined) joinedInto(c, s, j, row)
  return s
}

/** The primary key in a row; null when all of it is NULL. */
function idIn(plan: EntityPlan, row: readonly unknown[]): unknown {
  const { primaryKey } = plan.mapper
  if (primaryKey.length === 1) return keyPart(plan, row, primaryKey[0]!)
  const parts = primaryKey.map((i) => keyPart(plan, row, i))
  return parts.every((value) => value === null) ? null : parts
}

function keyPart({ mapper, offset, columns }: EntityPlan, row: readonly unknown[], i: number): unknown {
  const value = row[offset + (columns === null ? i : columns.indexOf(i))]
  const { result } = mapper.columns[i]!.column.type
  return result === undefined || value === null ? value : result(value as SqlValue)
}

function ownRow(plan: EntityPlan, row: readonly unknown[]): unknown[] {
  const { offset, columns, mapper } = plan
  // nobody else keeps it; what stands behind the columns does no harm
  if (columns === null && offset === 0 && plan.joined.length === 0) return row as unknown[]
  if (columns === null) return row.slice(offset, offset + mapper.columns.length)
  const own: unknown[] = new Array(mapper.columns.length).fill(DEFERRED)
  columns.forEach((i, at) => {
    own[i] = row[offset + at]
  })
  return own
}

/** Fills in an object that was asked for, from its row; a join of a list brings more rows. */
export function refreshInto(c: LoadContext, plan: EntityPlan, s: InstanceState, row: readonly unknown[]): void {
  if (!c.refreshing) {
    c.refreshing = true
    refill(plan, s, row, false)
    touch(c, plan, s)
  }
  for (const j of plan.joined) joinedInto(c, s, j, row)
}

/** Puts values where the object has none; changed attributes keep what the learner assigned (orm/031). */
function refill(plan: EntityPlan, s: InstanceState, row: readonly unknown[], all: boolean): void {
  const { mapper, offset } = plan
  const own = s.row === mapper.expiredRow ? s.row.slice() : s.row
  const indexes = plan.columns ?? mapper.columns.map((c) => c.index)
  indexes.forEach((i, at) => {
    if (!all && !(absent(own[i]) && s.old?.[i] === undefined)) return
    const v = row[offset + at] as SqlValue
    const result = mapper.columns[i]!.column.type.result
    own[i] = result ? result(v) : v
  })
  s.row = own
  if (all) {
    s.old = null
    s.related = null
    s.oldRelated = null
    s.session?.settled(s)
  }
}

function joinedInto(c: LoadContext, s: InstanceState, j: EntityPlan['joined'][number], row: readonly unknown[]): void {
  const { relationship: r } = j
  const { made } = c
  const child = instance(c, j.plan, row)
  // what was made may have been something behind it
  const isNew = j.plan.joined.length === 0 && c.made > made
  if (r.dynamic) throw notPopulated(r.name)
  if (r.uselist) {
    const list = c.last !== null && c.last.owner === s && c.last.relationship === r ? c.last.list : listInMaking(c, s, r)
    if (list !== null && child && (isNew || !list.includes(child.object))) list.push(child.object)
    return
  }
  c.filled ??= new Map()
  let filled = c.filled.get(r)
  if (!filled) {
    filled = new Set()
    c.filled.set(r, filled)
  }
  if (filled.has(s)) {
    if (child && relatedValue(s, r) !== child.object && relatedValue(s, r) !== null) {
      c.registry.warn(
        `Multiple rows returned with uselist=False for eagerly-loaded attribute '${r.name}' `,
        'A one-to-one needs a UNIQUE foreign key.',
      )
    }
    return
  }
  if (relatedValue(s, r) !== undefined) return
  filled.add(s)
  commitRelated(s, r, child?.object ?? null)
}

/** The list that the rows of a join fill; null when the relationship is loaded already: it is not loaded again. */
function listInMaking(c: LoadContext, s: InstanceState, r: Relationship): object[] | null {
  c.lists ??= new Map()
  let lists = c.lists.get(r)
  if (!lists) {
    lists = new Map()
    c.lists.set(r, lists)
  }
  let list = lists.get(s) ?? null
  if (list === null && relatedValue(s, r) === undefined) {
    list = []
    lists.set(s, list)
  }
  c.last = { owner: s, relationship: r, list }
  return list
}

/** A dynamic relationship is a query: nothing can be put into it (rel/119). */
export const notPopulated = (name: string) =>
  invalidRequest(
    `'${name}' does not support object population - eager loading cannot be applied.`,
    "A dynamic relationship is a query of its own. Use lazy: 'select' to load it eagerly.",
  )

/** After the last row: lists become the values of their relationships. */
export function finish(c: LoadContext): void {
  if (c.lists === null) return
  for (const [r, lists] of c.lists) for (const [s, list] of lists) if (relatedValue(s, r) === undefined) commitRelated(s, r, list)
}
