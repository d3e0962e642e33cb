import type { Reason, SqlValue } from '../../protocol'
import {
  type Column,
  type ColumnNode,
  columnNode,
  compileSelect,
  convert,
  type DerivedSource,
  type Node,
  type SelectNode,
  type TableSource,
  tableSource,
} from '../schema'
import { commitRelated, relatedValue } from './attributes'
import { flat, parentKey } from './lazy'
import type { AfterLoad } from './plan'
import type { Relationship } from './relationship'
import { type EntitySelect, entitySelect, fetchEntities, type LoaderSession } from './run-select'
import { type InstanceState, identity, stateOf } from './state'

/** How many keys stand in one IN (...). */
const chunk = 500

/**
 * selectin: one more SELECT for all objects of the result, 500 keys at a time (rel/088). Objects that have the relationship
 * already are asked for too, and keep it.
 */
export function loadSelectin(session: LoaderSession, states: InstanceState[], load: AfterLoad): void {
  const { relationship: r } = load
  const reason: Reason = { kind: 'eager load', detail: `${r.name} (selectin)` }
  if (r.useGet) return selectTargets(session, states, load, reason)
  for (let from = 0; from < states.length; from += chunk) {
    const some = states.slice(from, from + chunk)
    if (targetHoldsKey(r)) selectByForeignKey(session, some, load, reason)
    else selectThroughParent(session, some, load, reason)
  }
}

/** A many-to-one by the target's key: `WHERE target.id IN (...)`, every key once and in order. */
function selectTargets(
  session: LoaderSession,
  states: InstanceState[],
  { relationship: r, path, way }: AfterLoad,
  reason: Reason,
): void {
  const byKey = new Map<unknown, { key: SqlValue[]; states: InstanceState[] }>()
  for (const s of states) {
    const key = parentKey(s, r)
    if (key.includes(null)) {
      if (relatedValue(s, r) === undefined) commitRelated(s, r, null)
      continue
    }
    const same = byKey.get(identity(key))
    if (same) same.states.push(s)
    else byKey.set(identity(key), { key, states: [s] })
  }
  const wanted = [...byKey.values()].sort((a, b) => compareKeys(a.key, b.key))
  for (let from = 0; from < wanted.length; from += chunk) {
    const some = wanted.slice(from, from + chunk)
    const made = entitySelect(r.target, path, true, way)
    const columns = r.target.primaryKey.map((i) => r.target.selected[i]!.node)
    made.select.where = [
      inKeys(
        columns,
        some.map((w) => w.key),
      ),
    ]
    const found = new Map<unknown, object>()
    for (const o of fetchEntities(session, compileSelect(made.select), made.plan, reason))
      found.set(identity(stateOf(o)!.key!), o)
    for (const w of some)
      for (const s of w.states) if (relatedValue(s, r) === undefined) commitRelated(s, r, found.get(identity(w.key)) ?? null)
  }
}

function compareKeys(a: SqlValue[], b: SqlValue[]): number {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number]
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

/** Are the join's pairs the parent's whole key, and is there nothing else in it? Then the target's rows tell the parent. */
const targetHoldsKey = (r: Relationship): boolean =>
  r.direction === 'ONETOMANY' &&
  flat(r.primaryjoin).length === r.pairs.length &&
  r.pairs.length === r.parent.primaryKey.length &&
  r.parent.primaryKey.every((i) => r.pairs.some(([own]) => own === r.parent.columns[i]!.column))

function selectByForeignKey(
  session: LoaderSession,
  states: InstanceState[],
  { relationship: r, path, way }: AfterLoad,
  reason: Reason,
): void {
  const own = r.parent.primaryKey.map((i) => r.parent.columns[i]!.column)
  const foreign = own.map((c) => columnNode(r.pairs.find(([p]) => p === c)![1]))
  const made = entitySelect(r.target, path, true, way)
  const places = ownPlaces(made, foreign) ?? addKeyColumns(made, foreign)
  made.select.where = [inKeys(foreign, states.map(keyOf))]
  made.select.orderBy = [...r.orderBy, ...made.select.orderBy]
  distribute(session, states, r, made, places, reason, keyOf)
}

/** Any other relationship: the parent's table once more, joined with the target. */
function selectThroughParent(
  session: LoaderSession,
  states: InstanceState[],
  { relationship: r, path, way }: AfterLoad,
  reason: Reason,
): void {
  const parent: TableSource = { k: 'table', table: r.parent.table, alias: true, name: null }
  const keys = r.parent.primaryKey.map((i) => columnNode(r.parent.columns[i]!.column, parent))
  const made = entitySelect(r.target, path, true, way)
  const places = addKeyColumns(made, keys)
  made.select.from = [parent]
  const atParent = (c: Column): Node => columnNode(c, parent)
  if (r.secondary) {
    const link: TableSource = { k: 'table', table: r.secondary, alias: true, name: null }
    const other = (c: Column): Node => columnNode(c, c.table === r.secondary ? link : undefined)
    made.select.joins = [
      { source: link, outer: false, on: r.adapt(r.primaryjoin, atParent, other) },
      { source: r.target.source, outer: false, on: r.adapt(r.secondaryjoin!, other, other) },
      ...made.select.joins,
    ]
  } else {
    const on = r.adapt(r.primaryjoin, atParent, (c) => columnNode(c))
    made.select.joins = [{ source: r.target.source, outer: false, on }, ...made.select.joins]
  }
  made.select.where = [inKeys(keys, states.map(keyOf))]
  made.select.orderBy = [...r.orderBy, ...made.select.orderBy]
  distribute(session, states, r, made, places, reason, keyOf)
}

const keyOf = (s: InstanceState): SqlValue[] =>
  s.mapper.primaryKey.map((i, n) => convert(s.key![n], s.mapper.columns[i]!.column.type))

/** Where the row has these columns anyway, as they are stored; null when it has not. */
function ownPlaces({ plan }: EntitySelect, keys: ColumnNode[]): number[] | null {
  if (plan.columns !== null || keys.some(({ column }) => column!.type.result !== undefined)) return null
  return keys.map(({ column }) => plan.offset + plan.mapper.byColumn.get(column!)!.index)
}

/** Adds what tells a row's parent; returns its places in the row. */
function addKeyColumns(made: EntitySelect, keys: ColumnNode[]): number[] {
  const offset = made.select.columns.length
  made.select.columns = [
    ...made.select.columns,
    ...keys.map((node) => ({ node, label: `${node.column!.table.name}_${node.name}_key` })),
  ]
  made.select.columnsKey = undefined
  return keys.map((_, i) => offset + i)
}

function inKeys(columns: Node[], keys: SqlValue[][]): Node {
  const value = (v: SqlValue): Node => ({ k: 'bind', value: v, type: null })
  return {
    k: 'in',
    left: columns.length === 1 ? columns[0]! : { k: 'tuple', items: columns },
    right: keys.map((key) => (key.length === 1 ? value(key[0]!) : { k: 'tuple', items: key.map(value) })),
    not: false,
  }
}

/** subquery: the first SELECT again, joined with the target (rel/086). */
export function loadSubquery(
  session: LoaderSession,
  states: InstanceState[],
  { relationship: r, path, way }: AfterLoad,
  original: SelectNode,
): void {
  const own = r.pairs.map(([p]) => p)
  const inner = {
    ...original,
    columns: own.map((c) => ({ node: columnNode(c), label: `${c.table.name}_${c.name}` })),
    columnsKey: undefined,
    distinct: r.direction === 'MANYTOONE',
  }
  const derived: DerivedSource = { k: 'derived', select: inner, name: null }
  const keyNodes = own.map(
    (c): Node => ({ k: 'column', source: derived, name: `${c.table.name}_${c.name}`, type: c.type, column: null }),
  )
  const made = entitySelect(r.target, path, true, way)
  const places = own.map((_, i) => made.select.columns.length + i)
  made.select.columns = [
    ...made.select.columns,
    ...keyNodes.map((node, i) => ({ node, label: `anon_1_${own[i]!.table.name}_${own[i]!.name}` })),
  ]
  made.select.columnsKey = undefined
  made.select.from = [derived]
  const on = (parent: (c: Column) => Node) => r.adapt(r.primaryjoin, parent, (c) => columnNode(c))
  const atDerived = (c: Column): Node => keyNodes[own.indexOf(c)] ?? columnNode(c)
  made.select.joins = r.secondary
    ? [
        { source: tableSource(r.secondary), outer: false, on: on(atDerived) },
        { source: r.target.source, outer: false, on: r.secondaryjoin },
        ...made.select.joins,
      ]
    : [{ source: r.target.source, outer: false, on: on(atDerived) }, ...made.select.joins]
  made.select.orderBy = [...r.orderBy, ...made.select.orderBy]
  const ownOf = (s: InstanceState) => own.map((c) => convert(s.peek(s.mapper.byColumn.get(c)!.index), c.type))
  const reason: Reason = { kind: 'eager load', detail: `${r.name} (subquery)` }
  distribute(session, states, r, made, places, reason, ownOf)
}

/** Runs the statement and gives every parent its share; `places` is where a row has the parent's key. */
function distribute(
  session: LoaderSession,
  states: InstanceState[],
  r: Relationship,
  made: EntitySelect,
  places: number[],
  reason: Reason,
  parentOf: (s: InstanceState) => SqlValue[],
): void {
  const byParent = new Map<unknown, object[]>()
  const [only] = places.length === 1 ? places : []
  // rows of one parent mostly follow each other
  let last: unknown
  let list: object[] | undefined
  const each = (row: SqlValue[], object: object) => {
    const key = only === undefined ? identity(places.map((i) => row[i])) : row[only]
    if (list === undefined || key !== last) {
      last = key
      list = byParent.get(key)
      if (list === undefined) {
        list = []
        byParent.set(key, list)
      }
    }
    if (unique || !list.includes(object)) list.push(object)
  }
  // a row for each object of each parent, unless joins or the first SELECT repeat them
  const unique = r.direction === 'ONETOMANY' && made.plan.joined.length === 0 && made.select.from[0]?.k !== 'derived'
  fetchEntities(session, compileSelect(made.select), made.plan, reason, { each })
  for (const s of states) {
    const found = byParent.get(identity(parentOf(s))) ?? []
    if (relatedValue(s, r) === undefined) commitRelated(s, r, r.uselist ? found : (found[0] ?? null))
  }
}
