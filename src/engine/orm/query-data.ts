import {
  type DerivedSource,
  emptySelect,
  type JoinClause,
  type Node,
  type Selected,
  type SelectLike,
  type SelectNode,
  type Source,
  snakeCase,
  transform,
  typeOf,
} from '../schema'
import type { Mapper } from './mapper'
import { type EagerParts, type EntityPlan, eagerColumns, entityColumns, planEntity, strategyOf } from './plan'
import type { LoadPath } from './state'

/** What a query selects: a class, or an expression. */
export type Entity = ModelEntity | ExpressionEntity
export interface ModelEntity {
  k: 'model'
  mapper: Mapper
  source: Source
}
export interface ExpressionEntity {
  k: 'expression'
  node: Node
  /** Name in the row. */
  key: string | null
  /** The class that the column belongs to. */
  mapper: Mapper | null
}

/** A query as plain data; every refinement makes a changed copy. */
/** A query that became a table in FROM, and what it selects: a later query may select something else. */
interface Wrapped {
  source: DerivedSource
  entities: Entity[]
}

export interface QueryData {
  entities: Entity[]
  where: Node[]
  from: Source[]
  joins: JoinClause[]
  orderBy: Node[]
  groupBy: Node[]
  having: Node[]
  distinct: boolean
  limit: Node | null
  offset: Node | null
  /** Loader options by root class. */
  paths: Map<Mapper, LoadPath>
  populateExisting: boolean
  /** The class that filterBy() means: the one joined last, else the first. */
  filterTarget: ModelEntity | null
  /** After union(): the entities are read from this. */
  wrapped: Wrapped | null
  /** Which join brought which class, for containsEager(). */
  joined: ModelEntity[]
  params: Record<string, unknown> | null
  /** select() style: no labels, rows instead of objects. */
  plain: boolean
  /** SQL of one's own in place of the SELECT: fromStatement(). */
  statement: SelectLike | null
}

export const newQuery = (entities: Entity[]): QueryData => ({
  entities,
  where: [],
  from: [],
  joins: [],
  orderBy: [],
  groupBy: [],
  having: [],
  distinct: false,
  limit: null,
  offset: null,
  paths: new Map(),
  populateExisting: false,
  filterTarget: null,
  wrapped: null,
  joined: [],
  params: null,
  plain: false,
  statement: null,
})

export interface BuiltQuery {
  select: SelectNode
  /** The SELECT without eager joins, for the strategies that repeat it. */
  core: SelectNode
  /** For each entity: its plan, or the place of its value. */
  readers: (EntityPlan | number)[]
  keys: string[]
  multiplies: boolean
}

/**
 * The SELECT of a query.
 * @param eager add what joined loading needs (count() and subqueries do without)
 */
export function buildSelect(q: QueryData, eager: boolean): BuiltQuery {
  const adapt = q.wrapped ? toDerived(q.wrapped, q.plain) : (n: Node) => n
  const columns: Selected[] = []
  const readers: (EntityPlan | number)[] = []
  const keys: string[] = []
  let anonymous = 0
  const pending: { entity: ModelEntity; at: number; offset: number }[] = []
  for (const entity of q.entities) {
    if (entity.k === 'model') {
      const own = entityColumns(entity.mapper, entity.source, q.paths.get(entity.mapper) ?? null, !q.plain)
      pending.push({ entity, at: readers.length, offset: columns.length })
      readers.push(-1)
      keys.push(entity.mapper.className)
      columns.push(...own.map((s) => ({ node: adapt(s.node), label: s.label ?? (q.plain ? null : aliasLabel(entity, s)) })))
    } else {
      readers.push(columns.length)
      const key =
        entity.key ??
        (entity.node.k === 'function'
          ? `${entity.node.name}_${++anonymous}`
          : entity.node.k === 'column'
            ? null
            : entity.node.k === 'raw'
              ? null
              : `anon_${++anonymous}`)
      keys.push(key ?? (entity.node.k === 'column' ? entity.node.name : `column_${readers.length}`))
      columns.push({ node: adapt(entity.node), label: entity.node.k === 'label' ? null : labelOf(entity, key, q.plain) })
    }
  }
  const select = emptySelect(columns, fromOf(q))
  const single = q.entities.length === 1 && q.entities[0]!.k === 'model' ? q.entities[0] : null
  if (single && !q.wrapped && columns.length === single.mapper.columns.length && single.source === single.mapper.source)
    select.columnsKey = single.mapper.selectKey + (q.plain ? 'p' : '')
  const adaptJoins = (joins: JoinClause[]) => (q.wrapped ? joins.map((j) => ({ ...j, on: j.on && adapt(j.on) })) : joins)
  select.joins = adaptJoins(q.joins)
  select.where = q.where.map(adapt)
  select.groupBy = q.groupBy.map(adapt)
  select.having = q.having.map(adapt)
  select.orderBy = q.orderBy.map((n) => adapt(resolveLabels(n, columns)))
  select.distinct = q.distinct
  // SELECT DISTINCT can only be ordered by what it selects: SQLAlchemy adds the column (query/187)
  if (q.distinct) {
    for (const o of select.orderBy) {
      const n = o.k === 'order' ? o.element : o
      if (
        n.k !== 'column' ||
        columns.some((c) => c.node === n || (c.node.k === 'column' && c.node.column === n.column && c.node.source === n.source))
      )
        continue
      columns.push({ node: n, label: `${n.column?.table.name}_${n.name}` })
      select.columnsKey = undefined
    }
  }
  select.limit = q.limit
  select.offset = q.offset
  const parts: EagerParts = { columns: [], joins: [], orderBy: [], multiplies: false, labels: !q.plain }
  const next = { value: columns.length }
  for (const { entity, at, offset } of pending) {
    const path = q.paths.get(entity.mapper) ?? null
    const plan = planEntity(
      entity.mapper,
      entity.source,
      path,
      offset,
      eager ? parts : { ...parts, columns: [], joins: [], orderBy: [] },
      eager ? next : { value: 0 },
    )
    if (!eager) plan.joined = []
    else addContained(q, plan, path, parts, next)
    readers[at] = plan
  }
  if (!eager || (parts.joins.length === 0 && parts.columns.length === 0))
    return { select, core: select, readers, keys, multiplies: false }
  const core = { ...select }
  select.columnsKey = undefined
  parts.joins = adaptJoins(parts.joins)
  if (parts.multiplies && (q.limit || q.offset || q.distinct))
    return { select: nest(select, parts), core, readers, keys, multiplies: true }
  select.columns = [...select.columns, ...parts.columns]
  select.joins = [...select.joins, ...parts.joins]
  select.orderBy = [...select.orderBy, ...parts.orderBy]
  return { select, core, readers, keys, multiplies: parts.multiplies }
}

const aliasLabel = (e: ModelEntity, s: Selected): string | null =>
  s.node.k === 'column'
    ? `${e.source.k === 'table' && e.source.alias ? `${e.mapper.table.name}_1` : e.mapper.table.name}_${s.node.column?.name ?? s.node.name}`
    : null

function labelOf(e: ExpressionEntity, key: string | null, plain: boolean): string | null {
  if (e.node.k === 'column') return plain ? null : `${e.node.column?.table.name ?? 'anon_1'}_${e.node.name}`
  return e.node.k === 'raw' ? null : key
}

function fromOf(q: QueryData): Source[] {
  if (q.from.length) return q.from
  if (q.wrapped) return [q.wrapped.source]
  const models = q.entities.flatMap((e) => (e.k === 'model' ? [e.source] : []))
  if (models.length || q.joins.length === 0) return models
  const first = q.entities.find((e) => e.k === 'expression' && e.mapper)
  return first?.k === 'expression' && first.mapper ? [first.mapper.source] : []
}

/** orderBy('item'): attribute names work like column names and labels. */
function resolveLabels(n: Node, columns: Selected[]): Node {
  return transform(n, (x) => {
    if (x.k !== 'labelRef') return null
    const snake = snakeCase(x.name)
    const found = columns.find((c) => c.node.k === 'column' && c.node.column?.name === snake)
    return found && snake !== x.name ? found.node : null
  })
}

/** containsEager(): the join is the query's own, its columns are added. */
function addContained(q: QueryData, plan: EntityPlan, path: LoadPath | null, parts: EagerParts, next: { value: number }): void {
  for (const r of plan.mapper.relationships) {
    if (strategyOf(r, path) !== 'contains') continue
    const source = q.joined.find((j) => j.mapper === r.target)?.source ?? r.target.source
    const offset = next.value
    const columns = eagerColumns(r.target, source, null, parts.labels)
    next.value += columns.length
    parts.columns.push(...columns)
    plan.joined.push({
      relationship: r,
      plan: planEntity(r.target, source, path!.strategies.get(r.key)!.next, offset, parts, next),
    })
  }
}

/**
 * LIMIT must count objects, not rows of a join: the query goes into FROM, the eager joins outside (rel/084).
 */
function nest(inner: SelectNode, parts: EagerParts): SelectNode {
  inner.columns = inner.columns.slice()
  const derived: DerivedSource = { k: 'derived', select: inner, name: null }
  const own = new Set(inner.from.concat(inner.joins.map((j) => j.source)))
  const selected = inner.columns.slice()
  const outerOf = (n: Node): Node =>
    transform(n, (x) => {
      if (x.k !== 'column') return null
      let at = inner.columns.findIndex((c) => c.node.k === 'column' && c.node.source === x.source && c.node.name === x.name)
      if (at < 0 && own.has(x.source)) {
        // what the outer part needs has to be selected inside
        at = inner.columns.push({ node: x, label: `${x.column?.table.name}_${x.name}` }) - 1
      }
      if (at < 0) return null
      return { k: 'column', source: derived, name: inner.columns[at]!.label ?? x.name, type: x.type, column: null }
    })
  const columns = selected.map(
    (c): Selected => ({
      node: {
        k: 'column',
        source: derived,
        name: c.label ?? (c.node.k === 'column' ? c.node.name : ''),
        type: null,
        column: null,
      },
      label: c.label ? `anon_1_${c.label}` : null,
    }),
  )
  const select = emptySelect([...columns, ...parts.columns], [derived])
  select.joins = parts.joins.map((j) => ({ ...j, on: j.on ? outerOf(j.on) : null }))
  select.orderBy = [...inner.orderBy.map(outerOf), ...parts.orderBy]
  return select
}

/** After union(): what the query selects is read from the derived table, by the labels that it has there. */
function toDerived({ source: derived, entities }: Wrapped, plain: boolean): (n: Node) => Node {
  const sources = new Set(entities.flatMap((e) => (e.k === 'model' ? [e.source] : e.node.k === 'column' ? [e.node.source] : [])))
  const inside = firstSelect(derived.select)
  const labels = new Map(inside.columns.map(({ node, label }) => [node, node.k === 'label' ? node.name : label]))
  return (node) =>
    transform(node, (n) => {
      if (n.k === 'column' && n.column && sources.has(n.source)) {
        const { name, table } = n.column
        return { k: 'column', source: derived, name: plain ? name : `${table.name}_${name}`, type: n.type, column: n.column }
      }
      const label = n.k === 'column' ? null : labels.get(n)
      return label ? { k: 'column', source: derived, name: label, type: typeOf(n), column: null } : null
    })
}

const firstSelect = (select: SelectLike): SelectNode =>
  select.k === 'compound' ? firstSelect(select.selects[0]!) : (select as SelectNode)

/** The query as a SELECT for use inside another one: no eager joins. */
export const asSubselect = (q: QueryData): SelectLike => buildSelect(q, false).select
