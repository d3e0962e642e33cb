import type { Reason } from '../../protocol'
import { compileSelect, convert, Expression, TermError } from '../schema'
import { cascade } from './cascade'
import { couldNotRefresh, notPersistent, objectDeleted } from './errors'
import type { Mapper } from './mapper'
import { expungeState } from './membership'
import { entitySelect, fetchEntities, keyCondition, selectByKey } from './run-select'
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
  session.autoflushFor({ kind: 'get' })
  if (key.includes(null)) return getNull(session, mapper, key, path)
  const { compiled, plan } = selectByKey(mapper, path)
  const values = mapper.primaryKey.map((i, n) => convert(key[n], mapper.columns[i]!.column.type))
  return (
    fetchEntities(
      session,
      { sql: compiled.sql, values },
      plan,
      { kind: 'get', detail: mapper.className },
      { populateExisting },
    )[0] ?? null
  )
}

/** A key of nulls finds nothing, and SQLAlchemy asks the database all the same (query/065). */
function getNull(session: Session, mapper: Mapper, key: unknown[], path: LoadPath | null): object | null {
  const { select, plan } = entitySelect(mapper, path)
  select.where = mapper.primaryKey.map((i, n) => new Expression(mapper.selected[i]!.node).eq(key[n]).node)
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
  const path: LoadPath | null = keys.size === s.mapper.columns.length ? null : onlyColumns(keys)
  // what is expired is settled before the flush, which may read the same row itself (session/003)
  session.autoflushFor({ kind: 'refresh' })
  if (!readInto(session, s, path, { kind: 'refresh', detail: s.mapper.className })) throw objectDeleted(s)
}

/** refresh(): lets go of the object's own changes, flushes the others, and selects at once; names: only those. */
export function refresh(session: Session, s: InstanceState, names: string[] | null): void {
  expire(session, s, names)
  session.usable()
  session.autoflushFor(refreshing)
  const path = names ? onlyColumns(new Set(names)) : null
  if (!readInto(session, s, path, refreshing, false)) throw couldNotRefresh(s)
}

function readInto(session: Session, s: InstanceState, path: LoadPath | null, because: Reason, labels = true): boolean {
  const made = labels && path === null ? selectByKey(s.mapper, null) : entitySelect(s.mapper, path, labels)
  if (!('compiled' in made)) made.select.where = [keyCondition(s.mapper)]
  const { sql } = 'compiled' in made ? (made as { compiled: { sql: string } }).compiled : compileSelect(made.select)
  const values = s.mapper.primaryKey.map((i, n) => convert(s.key![n], s.mapper.columns[i]!.column.type))
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
  for (const name of names) {
    const column = s.mapper.byKey.get(name)
    if (column) {
      s.put(column.index, EXPIRED)
      if (s.old) s.old[column.index] = undefined
    }
    const r = s.mapper.relationshipsByKey.get(name)
    if (r && s.related) s.related[r.index] = undefined
    if (r && s.oldRelated) s.oldRelated[r.index] = undefined
  }
}

const onlyColumns = (only: Set<string>): LoadPath => ({
  strategies: new Map(),
  wildcard: null,
  columns: { only, defer: new Set(), undefer: new Set() },
})
