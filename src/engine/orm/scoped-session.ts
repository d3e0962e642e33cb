import { argumentError, TermError } from '../schema'
import { writeColumn } from './column-attribute'
import { unmapped } from './errors'
import { execute } from './execute'
import { historyOf, sameValue } from './history'
import { modelEntity } from './join'
import { expunge, markDeleted } from './membership'
import type { LoaderOption } from './options'
import { withOption } from './options'
import { entitiesOf, getByKey, Query } from './query'
import { newQuery } from './query-data'
import { expire, refresh } from './refresh'
import type { Result } from './result'
import type { Row } from './row'
import type { Session } from './session'
import { type InstanceState, type LoadPath, NO_VALUE, stateOf } from './state'

const one = (object: unknown): InstanceState => {
  const s = stateOf(object)
  if (s) return s
  throw unmapped(object)
}

/** A savepoint: ended by commit() or rollback(). */
export class NestedTransaction {
  constructor(
    private readonly session: Session,
    private readonly transaction: NonNullable<Session['transaction']>,
  ) {}
  get isActive(): boolean {
    return this.session.transaction === this.transaction && !this.transaction.failure
  }
  commit(): void {
    this.reach()
    this.session.commit()
  }
  rollback(): void {
    this.reach()
    this.session.rollback()
  }
  /** Ends savepoints inside this one. */
  private reach(): void {
    const { session } = this
    if (!session.transaction || !isInside(session.transaction, this.transaction))
      throw new TermError('ResourceClosedError', 'This transaction is closed', 'The savepoint has ended already.')
    while (session.transaction !== this.transaction) session.commit()
  }
}

/**
 * `db.session`: stands for the current session and makes a new one after remove() (Flask-SQLAlchemy's scoped session).
 */
export class ScopedSession {
  constructor(private readonly registry: { current(): Session; remove(): void }) {}

  private get real(): Session {
    return this.registry.current()
  }

  /** No SQL is sent: the row is written by the next flush. */
  add(object: unknown): void {
    this.real.add(one(object))
  }
  addAll(objects: Iterable<unknown>): void {
    if (typeof (objects as Iterable<unknown> | null)?.[Symbol.iterator] !== 'function' || typeof objects === 'string')
      throw argumentError('addAll() expects a list of objects', 'Write addAll([a, b]), or add(a) for one.')
    for (const o of objects) this.add(o)
  }
  /** @throws TermError InvalidRequestError when the object has no row */
  delete(object: unknown): void {
    markDeleted(this.real, one(object))
  }
  flush(): void {
    this.real.flush()
  }
  commit(): void {
    this.real.commit()
  }
  rollback(): void {
    this.real.rollback()
  }
  /** A savepoint, for a function or by hand. */
  beginNested(): NestedTransaction
  beginNested<T>(work: () => T): T
  beginNested<T>(work?: () => T): T | NestedTransaction {
    const { real } = this
    const t = real.beginNested()
    const nested = new NestedTransaction(real, t)
    if (!work) return nested
    try {
      const result = work()
      if (real.transaction === t) real.commit()
      return result
    } catch (error) {
      while (real.transaction && real.transaction !== t && real.transaction.parent) real.rollback()
      if (real.transaction === t) real.rollback()
      throw error
    }
  }

  query(...entities: unknown[]): Query {
    return new Query(() => this.registry.current(), newQuery(entitiesOf(entities)))
  }
  /** One object by primary key, or null. */
  get(model: unknown, key: unknown, options?: { options?: LoaderOption[]; populateExisting?: boolean }): object | null {
    const { mapper } = modelEntity(model)
    if (options === undefined) return getByKey(this.real, mapper, key)
    let path: LoadPath | null = null
    for (const o of options.options ?? []) path = withOption(path, o, mapper)
    return getByKey(this.real, mapper, key, {
      ...(path && { paths: new Map([[mapper, path]]) }),
      populateExisting: options.populateExisting,
    })
  }
  execute(statement: unknown, params?: Record<string, unknown> | Record<string, unknown>[]): Result<Row> {
    return execute(this.real, statement, params)
  }
  scalars(statement: unknown, params?: Record<string, unknown>): Result<unknown> {
    return this.execute(statement, params).scalars()
  }
  scalar(statement: unknown, params?: Record<string, unknown>): unknown {
    return this.execute(statement, params).scalar()
  }

  expire(object: unknown, names?: string[]): void {
    expire(this.real, one(object), names ?? null)
  }
  expireAll(): void {
    for (const s of this.real.identityMap.states()) s.expireAll()
    this.real.dirtyStates.clear()
  }
  refresh(object: unknown, names?: string[]): void {
    refresh(this.real, one(object), names ?? null)
  }
  expunge(object: unknown): void {
    expunge(this.real, one(object))
  }
  expungeAll(): void {
    const { real } = this
    for (const s of [...real.newStates.values(), ...real.identityMap.states()]) real.expungeState(s)
    real.deletedStates.clear()
  }
  merge<T extends object>(object: T): T {
    one(object)
    return this.real.merge(object) as T
  }
  /** Rolls back and lets all objects go. */
  close(): void {
    this.registry.current().close()
  }
  /** close(), and the next use makes a new session. */
  remove(): void {
    this.registry.remove()
  }

  /** Objects that will be inserted. */
  get new(): object[] {
    return this.registry
      .current()
      .newStates.values()
      .map((s) => s.object)
  }
  /** Persistent objects with any change, even one without effect. */
  get dirty(): object[] {
    const { dirtyStates, deletedStates } = this.registry.current()
    return dirtyStates
      .values()
      .filter((s) => !deletedStates.has(s))
      .map((s) => s.object)
  }
  /** Objects marked by delete(). */
  get deleted(): object[] {
    return [...this.registry.current().deletedStates].map((s) => s.object)
  }
  get identityMap(): object[] {
    return this.registry
      .current()
      .identityMap.states()
      .map((s) => s.object)
  }
  contains(object: unknown): boolean {
    const s = one(object)
    return s.session === this.registry.current() && !s.deleted
  }
  has(object: unknown): boolean {
    return this.contains(object)
  }
  *[Symbol.iterator](): Generator<object> {
    yield* [...this.new, ...this.identityMap]
  }
  inTransaction(): boolean {
    return this.registry.current().transaction !== null
  }
  /** Inside a savepoint? */
  inNestedTransaction(): boolean {
    return this.registry.current().transaction?.savepoint != null
  }
  get isActive(): boolean {
    return !this.registry.current().transaction?.failure
  }

  get autoflush(): boolean {
    return this.registry.current().autoflush
  }
  set autoflush(on: boolean) {
    this.registry.current().autoflush = on
  }
  get expireOnCommit(): boolean {
    return this.registry.current().expireOnCommit
  }
  /** Whether commit() forgets the loaded values of all objects, so that they are read again. */
  set expireOnCommit(on: boolean) {
    this.registry.current().expireOnCommit = on
  }
  /** Queries inside do not flush first. */
  noAutoflush<T>(work: () => T): T {
    const session = this.registry.current()
    const before = session.autoflush
    session.autoflush = false
    try {
      return work()
    } finally {
      session.autoflush = before
    }
  }

  /** Would a flush write this object? */
  isModified(object: unknown): boolean {
    const s = one(object)
    if (s.id === null) return s.row.some((v) => v !== undefined) || s.related !== null
    if (s.old?.some((v, i) => v !== undefined && (v === NO_VALUE || !sameValue(v, s.row[i])))) return true
    return s.mapper.relationships.some((r) => {
      const h = historyOf(s, r, false)
      return h.added.length > 0 || h.deleted.length > 0
    })
  }
  /** Rows without objects: no ids come back, no relationships. */
  bulkInsertMappings(model: unknown, rows: Record<string, unknown>[]): void {
    const { mapper } = modelEntity(model)
    this.real.bulkInsert(mapper, rows)
  }
  /** Writes the objects' rows and nothing else: new ones stay transient and get no id. */
  bulkSaveObjects(objects: object[]): void {
    this.real.bulkSave(objects.map(one))
  }
}

function isInside(t: NonNullable<Session['transaction']>, outer: Session['transaction']): boolean {
  for (let x: Session['transaction'] = t; x; x = x.parent) if (x === outer) return true
  return false
}

/** `flag_modified`: the attribute counts as changed although it was changed in place. */
export function flagModified(object: unknown, key: string): void {
  const s = one(object)
  const column = s.mapper.byKey.get(key)
  if (!column) throw argumentError(`Can't flag attribute '${key}' modified; it's not present in the object state`)
  writeColumn(s, column.index, s.peek(column.index))
  if (s.old) s.old[column.index] = NO_VALUE
}
