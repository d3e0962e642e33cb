import type { Reason } from '../../protocol'
import {
  type Assignment,
  argumentError,
  bindValues,
  bulkStatement,
  compileSelect,
  Expression,
  emptySelect,
  invalidRequest,
  toNode,
} from '../schema'
import { AttributeExpression } from './attribute-expression'
import { evaluator, valueInMemory } from './evaluate'
import type { Mapper } from './mapper'
import type { QueryData } from './query-data'
import type { Session } from './session'
import { absent, type InstanceState } from './state'

type Sync = 'evaluate' | 'fetch' | false
const bulk: Reason = { kind: 'bulk' }

function check(q: QueryData): Mapper {
  const used =
    (q.limit && 'limit()') ||
    (q.offset && 'offset()') ||
    (q.orderBy.length && 'order_by()') ||
    (q.groupBy.length && 'group_by()') ||
    (q.distinct && 'distinct()')
  if (used)
    throw invalidRequest(
      `Can't call Query.update() or Query.delete() when ${used} has been called`,
      `Take ${used} away: UPDATE and DELETE change every row that the filter finds.`,
    )
  if (q.joins.length || q.from.length) {
    throw invalidRequest(
      "Can't call Query.update() or Query.delete() when join(), outerjoin(), select_from(), or from_self() has been called",
      'Use a subquery in the filter: .filter(User.roleId.in(...)).',
    )
  }
  const [only] = q.entities
  if (only?.k !== 'model')
    throw argumentError(
      `subject table for an INSERT, UPDATE or DELETE expected, got ${only ? `Column ${String(new Expression(only.node))}` : 'nothing'}.`,
      'Query.update() and Query.delete() need one class: User.query.',
    )
  return only.mapper
}

/** Objects in memory that the statement changes (synchronize_session='evaluate', query/150). */
function matching(session: Session, mapper: Mapper, q: QueryData, sync: Sync): InstanceState[] {
  if (sync === false) return []
  if (sync !== 'fetch' && sync !== 'evaluate')
    throw argumentError(
      "Valid strategies for session synchronization are 'evaluate', 'fetch', False",
      'Leave it out: evaluate is the default.',
    )
  if (sync === 'fetch') {
    const select = emptySelect(
      mapper.primaryKey.map((i) => mapper.selectedPlain[i]!),
      [mapper.source],
    )
    select.where = q.where
    const compiled = compileSelect(select)
    const rows = session.guarded(() => session.connection().all(compiled.sql, bindValues(compiled.binds), bulk))
    return rows.flatMap((key) => session.identityMap.find(mapper, key) ?? [])
  }
  const test = evaluator(q.where, mapper)
  const found: InstanceState[] = []
  for (const s of session.identityMap.states()) if (s.mapper === mapper && !s.deleted && test(s)) found.push(s)
  return found
}

export function bulkUpdate(
  session: Session,
  q: QueryData,
  values: Record<string, unknown> | Map<unknown, unknown>,
  sync: Sync,
): number {
  const mapper = check(q)
  const entries = values instanceof Map ? [...values] : Object.entries(values)
  const changes = entries.map(([k, v]): { index: number; value: unknown; assignment: Assignment } => {
    const key = k instanceof AttributeExpression ? k.key : String(k)
    const attribute = mapper.byKey.get(key)
    if (!attribute)
      throw mapper.relationshipsByKey.has(key)
        ? argumentError(`Can't update relationship '${key}' in bulk`, 'Set the foreign key column.')
        : invalidRequest(`Invalid expression type: '${key}'`, `${mapper.className} has: ${[...mapper.byKey.keys()].join(', ')}.`)
    const { column } = attribute
    return {
      index: attribute.index,
      value: v,
      assignment: {
        column,
        expression: v === null || v === undefined ? { k: 'bind', value: null, type: column.type } : toNode(v, column.type),
      },
    }
  })
  // objects in memory are given what was asked for; what onupdate adds they do not hear of
  const given = changes.slice()
  for (const { column, index } of mapper.columns) {
    if (column.onupdate === undefined || changes.some((c) => c.index === index)) continue
    const value =
      typeof column.onupdate === 'function' && !(column.onupdate instanceof Expression)
        ? (column.onupdate as () => unknown)()
        : column.onupdate
    changes.push({ index, value, assignment: { column, expression: toNode(value, column.type) } })
  }
  session.autoflushFor(bulk)
  session.connection()
  const affected = matching(session, mapper, q, sync)
  const { sql, binds } = bulkStatement(
    mapper.table,
    changes.map((c) => c.assignment),
    q.where,
  )
  const n = session.guarded(() => session.connection().run(sql, bindValues(binds), bulk))
  const inMemory = given.map((c) => (c.value instanceof Expression ? valueInMemory(c.value.node, mapper) : () => c.value ?? null))
  for (const s of affected) {
    // every new value is made from the old ones
    const made = inMemory.map((value) => value(s))
    given.forEach(({ index }, i) => {
      if (!absent(s.row[index]) && s.old?.[index] === undefined) s.put(index, made[i])
    })
    session.transaction!.wrote(s)
  }
  return n
}

export function bulkDelete(session: Session, q: QueryData, sync: Sync): number {
  const mapper = check(q)
  session.autoflushFor(bulk)
  session.connection()
  const affected = matching(session, mapper, q, sync)
  const { sql, binds } = bulkStatement(mapper.table, null, q.where)
  const n = session.guarded(() => session.connection().run(sql, bindValues(binds), bulk))
  for (const s of affected) {
    session.change(s, 'query.delete()', () => {
      session.identityMap.remove(s)
      session.dirtyStates.delete(s)
      s.deleted = true
      session.transaction!.removed.add(s)
    })
  }
  return n
}
