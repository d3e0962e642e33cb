import type { Reason, SqlValue } from '../../protocol'
import { type BindNode, bindValues, type Compiled, compileSelect, type SelectLike, typeOf } from '../schema'
import { warnCartesian } from './cartesian'
import { byColumnName } from './from-statement'
import { finish, instance, loadContext, loadSimple } from './loading'
import type { EntityPlan } from './plan'
import { type BuiltQuery, buildSelect, type QueryData } from './query-data'
import { type Row, rowMaker, withoutRepeats } from './row'
import type { Session } from './session'

/** Values given by params() take the place of the named parameters of text(). */
export function withParams(binds: BindNode[], params: Record<string, unknown> | null): BindNode[] {
  if (!params) return binds
  return binds.map((b) => (b.name !== undefined && b.name in params ? { ...b, value: params[b.name] } : b))
}

/** SQL and parameters of a query as it would be sent. */
export function compileQuery(q: QueryData): { built: BuiltQuery; compiled: Compiled } {
  const built = buildSelect(q, q.statement === null)
  const compiled = compileSelect(q.statement ?? built.select)
  return { built, compiled: { sql: compiled.sql, binds: withParams(compiled.binds, q.params) } }
}

/** The transaction begins before the statement is compiled, so that a refused one has begun it too (query/031). */
export function prepareFor(session: Session, because: Reason): void {
  session.autoflushFor(because)
  session.connection()
}

export function fetchRaw(session: Session, compiled: Compiled, because: Reason): SqlValue[][] {
  const values = bindValues(compiled.binds)
  return session.guarded(() => session.connection().all(compiled.sql, values, because))
}

/** Does the query give objects (one class), not rows? */
export const isSingleEntity = (q: QueryData): boolean => q.entities.length === 1 && q.entities[0]!.k === 'model' && !q.plain

/** Runs a query: objects without duplicates for one class, else rows (query/126). */
export function runQuery(session: Session, q: QueryData): unknown[] {
  const first = q.entities[0]
  const because: Reason = { kind: 'query', detail: first?.k === 'model' ? first.mapper.className : undefined }
  prepareFor(session, because)
  const { built, compiled } = compileQuery(q)
  if (!q.statement) warnCartesian(session.registry, built.select)
  return readRows(session, q, built, fetchQuery(session, q, built, compiled, because))
}

/** The rows of a query, in the order of its SELECT list. */
export function fetchQuery(session: Session, q: QueryData, built: BuiltQuery, compiled: Compiled, because: Reason): SqlValue[][] {
  const rows = fetchRaw(session, compiled, because)
  if (!q.statement) return rows
  const names = session.guarded(() => session.connection().columnNames(compiled.sql))
  const { order, readers } = byColumnName(q.entities, built, names)
  built.readers = readers
  return rows.map((row) => order.map((i) => row[i]!))
}

export function readRows(session: Session, q: QueryData, built: BuiltQuery, rows: SqlValue[][]): unknown[] {
  const context = loadContext(session, session.identityMap, session.registry, q.populateExisting, built.core)
  if (isSingleEntity(q)) {
    const plan = built.readers[0] as EntityPlan
    if (
      plan.joined.length === 0 &&
      plan.after.length === 0 &&
      plan.columns === null &&
      !q.populateExisting &&
      rows[0]?.length === plan.mapper.columns.length
    )
      return loadSimple(context, plan, rows)
    const found = new Set<object>()
    for (const row of rows) {
      const s = instance(context, plan, row)
      if (s) found.add(s.object)
    }
    finish(context)
    session.loadAfter(context)
    return [...found]
  }
  const make = rowMaker(built.keys)
  const converters = q.entities.map((e) => (e.k === 'expression' ? (typeOf(e.node)?.result ?? null) : null))
  const result: Row[] = []
  for (const row of rows) {
    const values = built.readers.map((reader, i) => {
      if (typeof reader !== 'number') return instance(context, reader, row)?.object ?? null
      const convert = converters[i]
      return convert ? convert(row[reader]!) : row[reader]
    })
    result.push(make(values))
  }
  finish(context)
  session.loadAfter(context)
  // a Query that names a class gives a row once, a select() as often as the database does
  return !q.plain && q.entities.some((e) => e.k === 'model') ? withoutRepeats(result) : result
}

/** `SELECT count(*) FROM (the query)`: counts rows, keeps LIMIT and ORDER BY (query/067). */
export function countOf(select: SelectLike): SelectLike {
  return {
    k: 'select',
    columns: [{ node: { k: 'function', name: 'count', args: [{ k: 'star' }], distinct: false, type: null }, label: 'count_1' }],
    from: [{ k: 'derived', select, name: null }],
    joins: [],
    where: [],
    groupBy: [],
    having: [],
    orderBy: [],
    distinct: false,
    limit: null,
    offset: null,
  }
}

export function runCount(session: Session, q: QueryData): number {
  const because: Reason = { kind: 'query', detail: q.entities[0]?.k === 'model' ? q.entities[0].mapper.className : undefined }
  prepareFor(session, because)
  const { select } = buildSelect(q, false)
  warnCartesian(session.registry, select)
  const compiled = compileSelect(countOf(select))
  const rows = fetchRaw(session, { sql: compiled.sql, binds: withParams(compiled.binds, q.params) }, because)
  return rows[0]![0] as number
}
