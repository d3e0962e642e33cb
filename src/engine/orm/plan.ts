import {
  type Column,
  columnNode,
  invalidRequest,
  type JoinClause,
  type Node,
  type Selected,
  type Source,
  type TableSource,
} from '../schema'
import type { Mapper } from './mapper'
import type { Relationship } from './relationship'
import type { LoadPath } from './state'

/** How one entity is read from a row, and what is loaded along with it. */
export interface EntityPlan {
  mapper: Mapper
  /** Place of its first column in the row. */
  offset: number
  /** Column indexes in the row's order; null: all, in order. */
  columns: number[] | null
  width: number
  joined: { relationship: Relationship; plan: EntityPlan }[]
  /** Loaded by statements of their own once the rows are there. */
  after: AfterLoad[]
  /** Choices that later lazy loads must know. */
  path: LoadPath | null
}

/** One relationship that is loaded by a statement of its own. */
export interface AfterLoad {
  relationship: Relationship
  strategy: 'selectin' | 'subquery' | 'immediate' | 'noload'
  /** It leads back to a class on the way here: a statement for many is not sent once more. */
  comesBack: boolean
  path: LoadPath | null
  /** The classes on the way here, this entity's last: none of them is loaded once more by default. */
  way: readonly Mapper[]
}

/** What eager joins add to a SELECT. */
export interface EagerParts {
  /** The classes whose loading led to this SELECT. */
  way?: readonly Mapper[]
  columns: Selected[]
  joins: JoinClause[]
  orderBy: Node[]
  /** Some join multiplies rows. */
  multiplies: boolean
  /** Columns get SQLAlchemy's labels: `users_1_id`. */
  labels: boolean
}

export const strategyOf = (r: Relationship, path: LoadPath | null): string =>
  path?.strategies.get(r.key)?.strategy ?? path?.wildcard ?? r.lazy
export const nextPath = (r: Relationship, path: LoadPath | null): LoadPath | null => path?.strategies.get(r.key)?.next ?? null

const along = ['joined', 'selectin', 'subquery', 'immediate', 'noload'] as const
const loadsAlong = (strategy: string): strategy is (typeof along)[number] => (along as readonly string[]).includes(strategy)

/** Which columns are read at once: all, or less after loadOnly() and defer(). */
export function loadedColumns(mapper: Mapper, path: LoadPath | null): number[] | null {
  const choice = path?.columns
  if (!choice) return null
  const indexes = mapper.columns
    .filter(
      ({ key, index }) =>
        mapper.primaryKey.includes(index) ||
        (choice.only ? choice.only.has(key) : !choice.defer.has(key)) ||
        choice.undefer.has(key),
    )
    .map((c) => c.index)
  return indexes.length === mapper.columns.length ? null : indexes
}

/** SELECT elements of an entity in a source, with SQLAlchemy's labels. */
export function entityColumns(mapper: Mapper, source: Source, path: LoadPath | null, labels: boolean): Selected[] {
  const columns = loadedColumns(mapper, path)
  if (source === mapper.source && columns === null) return labels ? mapper.selected : mapper.selectedPlain
  const list = columns === null ? mapper.columns : columns.map((i) => mapper.columns[i]!)
  const prefix = mapper.table.name
  return list.map(({ column }) => ({
    node: columnNode(column, source),
    label: labels ? (source === mapper.source ? `${prefix}_${column.name}` : null) : null,
  }))
}

/** SELECT elements of an entity that is loaded along with another. */
export function eagerColumns(mapper: Mapper, source: Source, path: LoadPath | null, labels: boolean): Selected[] {
  const columns = entityColumns(mapper, source, path, false)
  return labels ? columns.map((c) => ({ ...c, bySource: true })) : columns
}

/**
 * Plans how an entity is loaded. Joined relationships add columns and joins to `eager`; `nextOffset` gives the place of
 * their first column.
 */
export function planEntity(
  mapper: Mapper,
  source: Source,
  path: LoadPath | null,
  offset: number,
  eager: EagerParts,
  nextOffset: { value: number },
  seen: readonly Relationship[] = [],
  outer = false,
): EntityPlan {
  const columns = loadedColumns(mapper, path)
  const plan: EntityPlan = {
    mapper,
    offset,
    columns,
    width: columns?.length ?? mapper.columns.length,
    joined: [],
    after: [],
    path,
  }
  for (const r of mapper.relationships) {
    const strategy = strategyOf(r, path)
    const next = nextPath(r, path)
    if (r.dynamic) {
      if (strategy !== 'dynamic' && strategy !== 'joined' && path?.strategies.has(r.key))
        throw invalidRequest(
          `'${r.name}' does not support object population - eager loading cannot be applied.`,
          "A dynamic relationship is a query of its own. Use lazy: 'select' to load it eagerly.",
        )
      if (strategy !== 'joined') continue
    }
    if (!loadsAlong(strategy)) continue
    // by default a class is not loaded once more on the way from itself, which would never end: a join looks at its own
    // statement, the others also at those before
    const joinedFrom = [...seen.map((s) => s.parent), mapper]
    const way = [...(eager.way ?? []), ...joinedFrom]
    const comesBack = (strategy === 'joined' ? joinedFrom : way).includes(r.target) && !path?.strategies.has(r.key)
    if (strategy === 'joined') {
      if (comesBack) continue
      plan.joined.push({
        relationship: r,
        plan: joinRelated(r, source, next, eager, nextOffset, [...seen, r], !outer && isInner(r, path)),
      })
    } else plan.after.push({ relationship: r, strategy, comesBack, path: next, way })
  }
  return plan
}

function joinRelated(
  r: Relationship,
  parent: Source,
  path: LoadPath | null,
  eager: EagerParts,
  nextOffset: { value: number },
  seen: readonly Relationship[],
  inner: boolean,
): EntityPlan {
  const target: TableSource = { k: 'table', table: r.target.table, alias: true, name: null }
  eager.joins.push(relationshipJoin(r, parent, target, !inner))
  if (r.uselist) eager.multiplies = true
  const offset = nextOffset.value
  const columns = eagerColumns(r.target, target, path, eager.labels)
  nextOffset.value += columns.length
  eager.columns.push(...columns)
  for (const o of r.orderBy)
    eager.orderBy.push(
      r.adapt(
        o,
        (c) => columnNode(c, target),
        (c) => (c.table === r.target.table ? columnNode(c, target) : null),
      ),
    )
  return planEntity(r.target, target, path, offset, eager, nextOffset, seen, !inner)
}

/** An inner join behind an outer one would lose the rows that the outer one kept. */
const isInner = (r: Relationship, path: LoadPath | null): boolean =>
  path?.strategies.get(r.key)?.inner ?? r.spec.options.innerjoin ?? false

/** The JOIN from a parent's source to the target's; with an association table both are joined inside parentheses. */
export function relationshipJoin(r: Relationship, parent: Source, target: Source, outer: boolean): JoinClause {
  const at = (source: Source) => (c: Column) => columnNode(c, source)
  if (!r.secondary) {
    return {
      source: target,
      outer,
      on: r.adapt(r.primaryjoin, at(parent), (c) => (c.table === r.target.table ? columnNode(c, target) : null)),
    }
  }
  const link: TableSource = { k: 'table', table: r.secondary, alias: true, name: null }
  const linkOr = (other: Source) => (c: Column) => (c.table === r.secondary ? columnNode(c, link) : columnNode(c, other))
  return {
    source: { k: 'nested', left: link, right: target, on: r.adapt(r.secondaryjoin!, linkOr(target), linkOr(target)) },
    outer,
    on: r.adapt(r.primaryjoin, at(parent), (c) => columnNode(c, link)),
  }
}
