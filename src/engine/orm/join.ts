import {
  argumentError,
  binary,
  booleanList,
  type Column,
  columnNode,
  criterion,
  type DerivedSource,
  invalidRequest,
  type JoinClause,
  type Node,
  type Source,
  sourcesOf,
  type Table,
  TermError,
  tableSource,
} from '../schema'
import { RelationshipExpression } from './attribute-expression'
import { between } from './configure'
import type { Mapper } from './mapper'
import { relationshipJoin } from './plan'
import type { ModelEntity, QueryData } from './query-data'

/** A class or an alias of one. @throws TermError ArgumentError for anything else */
export function modelEntity(given: unknown): ModelEntity {
  const model = given as { __mapper__?: Mapper; __source__?: Source } | null | undefined
  const mapper = model?.__mapper__
  if (!mapper) {
    throw argumentError(
      `Column expression, FROM clause, or other columns clause element expected, got ${typeof given === 'string' ? `'${given}'` : String(given)}.`,
      'Give a model class, a column such as User.username, or an expression such as db.func.count().',
    )
  }
  mapper.registry.configure()
  return { k: 'model', mapper, source: model.__source__ ?? mapper.source }
}

interface FoundJoin {
  joins: JoinClause[]
  entity: ModelEntity | null
  /** The left side, when the query has no FROM of its own yet. */
  from: Source[]
}

/** What `join(target, on)` adds to a query. */
export function findJoin(q: QueryData, target: unknown, on: unknown, outer: boolean): FoundJoin {
  if (target instanceof RelationshipExpression) return alongRelationship(target, null, outer)
  if (on instanceof RelationshipExpression) return alongRelationship(on, modelEntity(target), outer)
  const subquery = (target as { source?: DerivedSource } | null)?.source
  if (subquery?.k === 'derived') {
    if (on === undefined)
      throw invalidRequest(
        "Can't find any foreign key relationships between the left side and the subquery.",
        'Give the condition: .join(sub, sub.c.id.eq(User.id)).',
      )
    return { joins: [{ source: subquery, on: criterion(on), outer }], entity: null, from: lefts(q).slice(0, 1) }
  }
  const table = tableOf(target)
  const entity = table ? null : modelEntity(target)
  const source = entity ? entity.source : tableSource(table!)
  const left = lefts(q).filter((s) => s !== source)
  const condition = on === undefined ? conditionBetween(q, left, source, entity) : criterion(on)
  return { joins: [{ source, on: condition, outer }], entity, from: left.slice(0, 1) }
}

/** The table of a `db.Table` (not of a class), or null. */
export function tableOf(target: unknown): Table | null {
  const t = target as { kind?: string; table?: Table } | null
  if (t?.kind === 'table') return target as Table
  return t?.table?.kind === 'table' && !('__mapper__' in (target as object)) ? t.table : null
}

/** FROM elements that a join can start from. */
function lefts(q: QueryData): Source[] {
  const own = q.entities.flatMap((e): Source[] => (e.k === 'model' ? [e.source] : sourcesOf(e.node)))
  return [...new Set([...q.from, ...(q.from.length ? [] : own), ...q.joins.map((j) => j.source)])]
}

function alongRelationship(x: RelationshipExpression, target: ModelEntity | null, outer: boolean): FoundJoin {
  const r = x.relationship
  const entity = target ?? { k: 'model' as const, mapper: r.target, source: r.target.source }
  if (entity.source === x.source) {
    const name = `mapped class ${r.target.className}->${r.target.table.name}`
    throw invalidRequest(
      `Can't construct a join from ${name} to ${name}, they are the same entity`,
      `Name the other one: const Other = db.aliased(${r.target.className}), then .join(Other, ${r.name}).`,
    )
  }
  const extra = x.criteria
  if (!r.secondary) {
    const clause = relationshipJoin(r, x.source, entity.source, outer)
    return { joins: [{ ...clause, on: booleanList('AND', [clause.on!, ...extra]) }], entity, from: [x.source] }
  }
  const link = tableSource(r.secondary)
  const at = (c: Column): Node => columnNode(c, c.table === r.secondary ? link : entity.source)
  return {
    joins: [
      { source: link, on: r.adapt(r.primaryjoin, (c) => columnNode(c, x.source), at), outer },
      { source: entity.source, on: booleanList('AND', [r.adapt(r.secondaryjoin!, at, at), ...extra]), outer },
    ],
    entity,
    from: [x.source],
  }
}

/** The ON clause that the foreign keys tell. @throws TermError InvalidRequestError, AmbiguousForeignKeysError (query/123, query/124) */
function conditionBetween(q: QueryData, left: Source[], right: Source, entity: ModelEntity | null): Node {
  const registry =
    entity?.mapper.registry ??
    q.entities.flatMap((e) => (e.k === 'model' ? [e.mapper.registry] : e.mapper ? [e.mapper.registry] : []))[0]
  const target = right.k === 'table' ? right.table : null
  for (const l of left) {
    if (l.k !== 'table' || !target || !registry) continue
    const links = [...between(l.table, target, registry), ...(l.table === target ? [] : between(target, l.table, registry))]
    if (links.length > 1) {
      throw new TermError(
        'AmbiguousForeignKeysError',
        `Can't determine join between '${l.table.name}' and '${target.name}'; tables have more than one foreign key constraint relationship between them. Please specify the 'onclause' of this join explicitly.`,
        `Say which: .join(${entity?.mapper.className ?? target.name}, condition).`,
      )
    }
    const [pairs] = links
    if (!pairs) continue
    const at = (c: Column) => columnNode(c, c.table === target ? right : l)
    return booleanList(
      'AND',
      pairs.map((p) => binary('=', at(p.referred), at(p.referring))),
    )
  }
  const name = entity ? `<Mapper at 0x00; ${entity.mapper.className}>` : `Table('${target?.name}')`
  throw invalidRequest(
    `Don't know how to join to ${name}. Please use the .select_from() method to establish an explicit left side, as well as providing an explicit ON clause if not present already to help resolve the ambiguity.`,
    'There is no foreign key between them: give the condition as second argument.',
  )
}
