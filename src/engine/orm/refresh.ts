import type { Reason, SqlValue } from '../../protocol'
import { compileSelect, convert, Expression, invalidRequest, TermError } from '../schema'
import { cascade } from './cascade'
import { couldNotRefresh, notPersistent, objectDeleted } from './errors'
import { loadContext, loadSimple } from './loading'
import type { Mapper } from './mapper'
import { expungeState } from './membership'
import type { EntityPlan } from './plan'
import { type EntitySelect, entitySelect, fetchEntities, keyCondition, selectByKey } from './run-select'
import type { Session } from './session'
import { DEFERRED, EXPIRED, type InstanceState, type LoadPath } from './state'

// One object by its key: get(), refresh(), expire(), and the reading of what has expired.

const refreshing: Reason = { kind: 'refresh' }

/** One row by key: the identity map first. */
export function getState(
  session: Session,
  mapper: Mapper,
  key: unknown[],
  path: LoadPath | null,
  populateExisting: boolean,
): object | null {
  const known = session.identityMap.find(mapper, key)
  if (known && !populateExisting) {
    if (known.deleted) return null
    if (!known.isExpired) return known.object
    session.usable()
    try {
      refreshExpired(session, known, mapper.primaryKey[0]!)
      return known.object
    } catch (error) {
      if (error instanceof TermError && error.name === 'ObjectDeletedError') return null
      throw error
    }
  }
  session.usable()
  session.autoflushFor(getting)
  if (key.includes(null)) return getNull(session, mapper, key, path)
  const { compiled, plan } = selectByKey(mapper, path)
  const { sql } = compiled
  const values = keyValues(mapper, key)
  const because: Reason = { kind: 'get', detail: mapper.className }
  if (!isPlain(plan) || populateExisting) {
    const original = plan.after.some((load) => load.strategy === 'subquery') ? ofKey(mapper, key, path).select : undefined
    return fetchEntities(session, { sql, values }, plan, because, { populateExisting, original })[0] ?? null
  }
  const row = session.guarded(() => session.connection().first(sql, values, because))
  if (row === undefined) return null
  return loadSimple(loadContext(session, session.identityMap, session.registry, false), plan, [row])[0] ?? null
}

const getting: Reason = { kind: 'get' }

/** Nothing is loaded along, and the row is the object's as it is. */
const isPlain = ({ joined, after, columns }: EntityPlan): boolean => joined.length === 0 && after.length === 0 && columns === null

function keyValues(mapper: Mapper, key: readonly unknown[]): SqlValue[] {
  const { primaryKey, columns } = mapper
  const values: SqlValue[] = new Array(primaryKey.length)
  for (let n = 0; n < values.length; n++) values[n] = convert(key[n], columns[primaryKey[n]!]!.column.type)
  return values
}

/** The SELECT of one row, with the key's values in it. */
function ofKey(mapper: Mapper, key: readonly unknown[], path: LoadPath | null): EntitySelect {
  const made = entitySelect(mapper, path)
  made.select.where = mapper.primaryKey.map((i, n) => new Expression(mapper.selected[i]!.node).eq(key[n]).node)
  return made
}

/** A key of nulls finds nothing, and SQLAlchemy asks the database all the same (query/065). */
function getNull(session: Session, mapper: Mapper, key: unknown[], path: LoadPath | null): object | null {
  const { select, plan } = ofKey(mapper, key, path)
  return fetchEntities(session, compileSelect(select), plan, { kind: 'get', detail: mapper.className })[0] ?? null
}

/** Fills in expired columns of a persistent object. @throws TermError ObjectDeletedError */
export function refreshExpired(session: Session, s: InstanceState, column: number): void {
  session.usable()
  const deferred = s.row[column] === DEFERRED
  if (deferred) s.put(column, EXPIRED)
  const keys = new Set(
    s.mapper.columns.filter((c) => (deferred ? c.index === column : s.row[c.index] === EXPIRED)).map((c) => c.key),
  )
  const path = keys.size === s.mapper.columns.length ? ownPath(s) : onlyColumns(keys)
  // what is expired is settled before the flush, which may read the same row itself (session/003)
  session.autoflushFor({ kind: 'refresh' })
  if (!readInto(session, s, path, { kind: 'refresh', detail: s.mapper.className })) throw objectDeleted(s)
}

/**
 * refresh(): lets go of the object's own changes, flushes the others, and selects at once; names: only those.
 * @throws TermError KeyError for a name that is no attribute, InvalidRequestError for relationships alone
 */
export function refresh(session: Session, s: InstanceState, names: string[] | null): void {
  expire(session, s, names)
  session.usable()
  session.autoflushFor(refreshing)
  if (names !== null && !names.some((name) => s.mapper.byKey.has(name))) throw nothingToRefresh()
  const path = names ? onlyColumns(new Set(names)) : ownPath(s)
  if (!readInto(session, s, path, refreshing, false)) throw couldNotRefresh(s)
}

function readInto(session: Session, s: InstanceState, path: LoadPath | null, because: Reason, labels = true): boolean {
  const made = labels && path === null ? selectByKey(s.mapper, null) : entitySelect(s.mapper, path, labels)
  if (!('compiled' in made)) made.select.where = [keyCondition(s.mapper)]
  const { sql } = 'compiled' in made ? (made as { compiled: { sql: string } }).compiled : compileSelect(made.select)
  const values = keyValues(s.mapper, s.key!)
  return fetchEntities(session, { sql, values }, made.plan, because, { into: s }).length > 0
}

/** Forgets loaded values: they are read again when asked for. @throws TermError when the object is not persistent */
export function expire(session: Session, s: InstanceState, names: string[] | null): void {
  if (s.id === null || !session.contains(s)) throw notPersistent(s)
  if (names === null) {
    for (const x of [s, ...cascade(s, 'refreshExpire', () => false)]) {
      if (x.id === null) expungeState(session, x)
      else {
        x.expireAll()
        session.dirtyStates.delete(x)
      }
    }
    return
  }
  for (const name of names) if (!s.mapper.byKey.has(name) && !s.mapper.relationshipsByKey.has(name)) throw noAttribute(s, name)
  for (const name of names) {
    const column = s.mapper.byKey.get(name)
    if (column) {
      s.put(column.index, EXPIRED)
      if (s.old) s.old[column.index] = undefined
    }
    const r = s.mapper.relationshipsByKey.get(name)
    if (r && s.options?.strategies.has(name)) s.options = without(s.options, name)
    if (r && s.related) s.related[r.index] = undefined
    if (r && s.oldRelated) s.oldRelated[r.index] = undefined
  }
}

const noAttribute = (s: InstanceState, name: string) =>
  new TermError('KeyError', `'${name}'`, `${s.mapper.className} has: ${s.mapper.attributeNames.join(', ')}.`)
const nothingToRefresh = () =>
  invalidRequest(
    'No column-based properties specified for refresh operation. Use session.expire() to reload collections and related items.',
    'refresh() reads columns. A relationship is read again after expire(object, [name]).',
  )

/** The options of the query that loaded an object hold when it is read anew; what was left out of it comes along. */
const ownPath = (s: InstanceState): LoadPath | null => (s.options === null ? null : { ...s.options, columns: null })

/** A relationship that was expired by name is loaded as its class says. */
function without(path: LoadPath, key: string): LoadPath {
  const strategies = new Map(path.strategies)
  strategies.delete(key)
  return { ...path, strategies }
}

const onlyColumns = (only: Set<string>): LoadPath => ({
  strategies: new Map(),
  wildcard: null,
  columns: { only, defer: new Set(), undefer: new Set() },
})
