import type { Reason, SqlValue } from '../../protocol'
import { bindValues, type Compiled, compileSelect, emptySelect, type Node, type SelectNode } from '../schema'
import type { Connection } from '../sqlite'
import type { IdentityMap } from './identity-map'
import { finish, instance, type LoadContext, loadContext, loadSimple, refreshInto } from './loading'
import type { Mapper, Registry } from './mapper'
import { type EagerParts, type EntityPlan, entityColumns, planEntity } from './plan'
import type { InstanceState, LoadPath, Tracker } from './state'

/** What loading needs of a session. */
export interface LoaderSession extends Tracker {
  registry: Registry
  identityMap: IdentityMap
  connection(): Connection
  guarded<T>(work: () => T): T
  /** Runs the strategies that load after the rows. */
  loadAfter(context: LoadContext): void
  flushing: boolean
}

/** A SELECT of one entity with everything that is loaded along, before criteria. */
export interface EntitySelect {
  select: SelectNode
  plan: EntityPlan
}

/** @param way the classes whose loading led here */
export function entitySelect(mapper: Mapper, path: LoadPath | null, labels = true, way: readonly Mapper[] = []): EntitySelect {
  const eager: EagerParts = { way, columns: [], joins: [], orderBy: [], multiplies: false, labels }
  const own = entityColumns(mapper, mapper.source, path, labels)
  const plan = planEntity(mapper, mapper.source, path, 0, eager, { value: own.length })
  const select = emptySelect(eager.columns.length ? [...own, ...eager.columns] : own, [mapper.source])
  if (own === mapper.selected && eager.columns.length === 0) select.columnsKey = mapper.selectKey
  select.joins = eager.joins
  select.orderBy = eager.orderBy
  return { select, plan }
}

export interface FetchOptions {
  /** Overwrite what is loaded already. */
  populateExisting?: boolean
  /** Takes each row and its object, which are not gathered then. */
  each?(row: SqlValue[], object: object): void
  /** The SELECT itself, for strategies that repeat it. */
  original?: SelectNode
  /** The row belongs to this object, whatever its key says. */
  into?: InstanceState
}

const noOptions: FetchOptions = {}

/** Runs a SELECT whose rows are one entity, and gives the objects without duplicates. */
export function fetchEntities(
  session: LoaderSession,
  compiled: Compiled | { sql: string; values: SqlValue[] },
  plan: EntityPlan,
  because: Reason,
  options: FetchOptions = noOptions,
): object[] {
  const { populateExisting = false, each } = options
  const { sql } = compiled
  const values = 'values' in compiled ? compiled.values : bindValues(compiled.binds)
  const rows = session.guarded(() => session.connection().all(sql, values, because))
  const context = loadContext(session, session.identityMap, session.registry, populateExisting, options.original ?? null)
  if (plan.joined.length === 0 && plan.after.length === 0 && plan.columns === null && !populateExisting && !each && !options.into)
    return loadSimple(context, plan, rows)
  if (options.into) {
    for (const row of rows) refreshInto(context, plan, options.into, row)
    finish(context)
    session.loadAfter(context)
    return rows[0] ? [options.into.object] : []
  }
  const found = new Set<object>()
  for (const row of rows) {
    const s = instance(context, plan, row)
    if (!s) continue
    if (each) each(row, s.object)
    else found.add(s.object)
  }
  finish(context)
  session.loadAfter(context)
  return [...found]
}

/** A SELECT by primary key. Compiled once per class and set of columns. */
export function selectByKey(mapper: Mapper, path: LoadPath | null): EntitySelect & { compiled: Compiled } {
  const known = path === null ? byKey.get(mapper) : undefined
  if (known) return known
  const made = entitySelect(mapper, path)
  made.select.where = [keyCondition(mapper)]
  const result = { ...made, compiled: compileSelect(made.select) }
  if (path === null) byKey.set(mapper, result)
  return result
}
const byKey = new WeakMap<Mapper, EntitySelect & { compiled: Compiled }>()

/** `t.id = ?`; the parameters are key values in order. */
export function keyCondition(mapper: Mapper): Node {
  const items = mapper.primaryKey.map(
    (i): Node => ({
      k: 'binary',
      op: '=',
      left: mapper.selected[i]!.node,
      right: { k: 'bind', value: undefined, type: mapper.columns[i]!.column.type },
      type: null,
    }),
  )
  return items.length === 1 ? items[0]! : { k: 'list', op: 'AND', items }
}
