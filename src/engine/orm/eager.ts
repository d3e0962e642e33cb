import type { Reason, SqlValue } from '../../protocol'
import {
  type Column,
  columnNode,
  compileSelect,
  convert,
  type DerivedSource,
  type Node,
  type SelectNode,
  tableSource,
} from '../schema'
import { commitRelated, relatedValue } from './attributes'
import { identity } from './identity-map'
import { flat, parentKey } from './lazy'
import type { Relationship } from './relationship'
import { type EntitySelect, entitySelect, fetchEntities, type LoaderSession } from './run-select'
import { type InstanceState, type LoadPath, stateOf } from './state'

/** selectin: one more SELECT for all parents, 500 keys at a time (rel/088). */
export function loadSelectin(session: LoaderSession, states: InstanceState[], r: Relationship, path: LoadPath | null): void {
  const missing = states.filter((s) => relatedValue(s, r) === undefined)
  for (let from = 0; from < missing.length; from += 500) selectinChunk(session, missing.slice(from, from + 500), r, path)
}

function selectinChunk(session: LoaderSession, states: InstanceState[], r: Relationship, path: LoadPath | null): void {
  const reason: Reason = { kind: 'eager load', detail: `${r.name} (selectin)` }
  if (r.useGet) {
    const byKey = new Map<unknown, InstanceState[]>()
    for (const s of states) {
      const key = parentKey(s, r)[0]
      if (key === null || key === undefined) commitRelated(s, r, null)
      else byKey.set(key, [...(byKey.get(key) ?? []), s])
    }
    if (byKey.size === 0) return
    const made = entitySelect(r.target, path)
    const column = r.target.selected[r.target.primaryKey[0]!]!.node
    made.select.where = [
      { k: 'in', left: column, right: [...byKey.keys()].map((value): Node => ({ k: 'bind', value, type: null })), not: false },
    ]
    for (const o of fetchEntities(session, compileSelect(made.select), made.plan, reason))
      for (const s of byKey.get(stateOf(o)!.key![0]) ?? []) commitRelated(s, r, o)
    for (const list of byKey.values()) for (const s of list) if (relatedValue(s, r) === undefined) commitRelated(s, r, null)
    return
  }
  const own = r.pairs.map(([p]) => p)
  const keyOf = (s: InstanceState) => own.map((c) => convert(s.peek(s.mapper.byColumn.get(c)!.index), c.type))
  const keys = states.map(keyOf)
  const made = entitySelect(r.target, path)
  const other = r.pairs.map(([, o]) => columnNode(o))
  const offset = made.select.columns.length
  made.select.columns = [
    ...made.select.columns,
    ...other.map((node) => ({ node, label: `${node.column!.table.name}_${node.name}_key` })),
  ]
  made.select.columnsKey = undefined
  const left: Node = other.length === 1 ? other[0]! : { k: 'tuple', items: other }
  const right = keys.map(
    (key): Node =>
      key.length === 1
        ? { k: 'bind', value: key[0], type: null }
        : { k: 'tuple', items: key.map((value): Node => ({ k: 'bind', value, type: null })) },
  )
  made.select.where = [...extraCriteria(r), { k: 'in', left, right, not: false }]
  if (r.secondary) {
    made.select.from = [tableSource(r.secondary)]
    made.select.joins = [{ source: r.target.source, outer: false, on: r.secondaryjoin! }, ...made.select.joins]
  }
  made.select.orderBy = [...r.orderBy, ...made.select.orderBy]
  distribute(session, states, r, made, offset, reason, (s) => identity(keyOf(s)))
}

/** What a primaryjoin asks beyond the equality of keys, where it concerns the other side only. */
function extraCriteria(r: Relationship): Node[] {
  return flat(r.primaryjoin).filter((n) => !(n.k === 'binary' && n.op === '=' && n.left.k === 'column' && n.right.k === 'column'))
}

/** subquery: the first SELECT again, joined with the target (rel/086). */
export function loadSubquery(
  session: LoaderSession,
  states: InstanceState[],
  r: Relationship,
  path: LoadPath | null,
  original: SelectNode,
): void {
  const missing = states.filter((s) => relatedValue(s, r) === undefined)
  if (missing.length === 0) return
  const own = r.pairs.map(([p]) => p)
  const inner = {
    ...original,
    columns: own.map((c) => ({ node: columnNode(c), label: `${c.table.name}_${c.name}` })),
    columnsKey: undefined,
    joins: original.joins.filter((j) => !(j.source.k === 'table' && j.source.alias)),
    distinct: r.direction === 'MANYTOONE',
  }
  const derived: DerivedSource = { k: 'derived', select: inner, name: null }
  const keyNodes = own.map(
    (c): Node => ({ k: 'column', source: derived, name: `${c.table.name}_${c.name}`, type: c.type, column: null }),
  )
  const made = entitySelect(r.target, path)
  const offset = made.select.columns.length
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
  const keyOf = (s: InstanceState) => own.map((c) => convert(s.peek(s.mapper.byColumn.get(c)!.index), c.type))
  const reason: Reason = { kind: 'eager load', detail: `${r.name} (subquery)` }
  distribute(session, missing, r, made, offset, reason, (s) => identity(keyOf(s)))
}

/** Runs the statement and gives every parent its share; the parent's key stands at `offset` in each row. */
function distribute(
  session: LoaderSession,
  states: InstanceState[],
  r: Relationship,
  made: EntitySelect,
  offset: number,
  reason: Reason,
  keyOf: (s: InstanceState) => unknown,
): void {
  const byParent = new Map<unknown, object[]>()
  const each = (row: SqlValue[], object: object) => {
    const key = identity(row.slice(offset, offset + r.pairs.length))
    const list = byParent.get(key)
    if (!list) byParent.set(key, [object])
    else if (!list.includes(object)) list.push(object)
  }
  fetchEntities(session, compileSelect(made.select), made.plan, reason, { each })
  for (const s of states) {
    const list = byParent.get(keyOf(s)) ?? []
    if (relatedValue(s, r) === undefined) commitRelated(s, r, r.uselist ? list : (list[0] ?? null))
  }
}
