import type { ObjectState, Reason } from '../../protocol'
import { compileSelect, convert, Expression, TermError } from '../schema'
import type { Connection } from '../sqlite'
import { isOrphan } from './attributes'
import { cascade } from './cascade'
import {
  address,
  couldNotRefresh,
  notInSession,
  notMapped,
  notPersisted,
  notPersistent,
  objectDeleted,
  pendingRollback,
} from './errors'
import { runFlush } from './flush'
import { IdentityMap, identity } from './identity-map'
import { loadRelated, relatedInDatabase, relatedInMemory } from './lazy'
import { loadAfter } from './load-after'
import type { LoadContext } from './loading'
import type { Mapper, Registry } from './mapper'
import { mergeObject } from './merge'
import { insertMappings, saveRows } from './persist'
import { entitySelect, fetchEntities, keyCondition, type LoaderSession, selectByKey } from './run-select'
import { DEFERRED, EXPIRED, type InstanceState, type LoadPath, stateOf } from './state'
import { SessionTransaction } from './transaction'
import { raisedByAutoflush, wrapError } from './wrap-error'

const refreshing: Reason = { kind: 'refresh' }

/**
 * The engine room of `db.session`: objects, identity map, transactions. The learner's methods are in scoped-session.ts.
 */
export class Session implements LoaderSession {
  readonly identityMap = new IdentityMap()
  readonly newStates = new Set<InstanceState>()
  readonly dirtyStates = new Set<InstanceState>()
  readonly deletedStates = new Set<InstanceState>()
  autoflush = true
  flushing = false
  flushReason: Reason = { kind: 'flush' }
  transaction: SessionTransaction | null = null
  private order = 0

  constructor(
    readonly registry: Registry,
    private readonly database: Connection,
    private readonly savepointNumber: () => number,
    /** Told of what was committed, when SQLALCHEMY_TRACK_MODIFICATIONS is on. */
    readonly changesListener: {
      before(): void
      after(): void
      record(s: InstanceState, what: 'insert' | 'update' | 'delete'): void
      forget(): void
    } | null = null,
  ) {}

  // ---------------------------------------------------------------- connection and transaction

  /** The connection, with BEGIN and SAVEPOINTs sent as far as they are due. */
  connection(): Connection {
    const t = this.usable()
    if (!t.opened) this.open(t)
    return this.database
  }

  private open(t: SessionTransaction): void {
    if (t.parent && !t.parent.opened) this.open(t.parent)
    if (t.savepoint) this.database.savepoint('savepoint', t.savepoint)
    else if (!this.database.inTransaction) this.database.begin()
    t.opened = true
  }

  /** @throws TermError PendingRollbackError after a failed flush */
  usable(): SessionTransaction {
    this.transaction ??= new SessionTransaction(null, null)
    if (this.transaction.failure) throw pendingRollback(this.transaction.failure)
    return this.transaction
  }

  guarded<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw wrapError(error)
    }
  }

  beginNested(): SessionTransaction {
    const outer = this.usable()
    this.flush()
    this.transaction = new SessionTransaction(outer, `sa_savepoint_${this.savepointNumber()}`)
    return this.transaction
  }

  commit(): void {
    const t = this.usable()
    this.recordOperations()
    this.changesListener?.before()
    // an object that came back through a list keeps its delete mark: the next flush deletes it
    for (let rounds = 0; rounds < 100 && !this.isClean; rounds++) this.flush()
    if (t.savepoint) {
      if (t.opened) this.guarded(() => this.database.savepoint('release', t.savepoint!))
      t.mergeIntoParent()
      this.transaction = t.parent
      return
    }
    if (t.opened) this.guarded(() => this.database.commit())
    this.transaction = null
    for (const s of t.removed) this.detach(s)
    for (const s of this.identityMap.states()) s.expireAll()
    this.dirtyStates.clear()
    this.changesListener?.after()
  }

  rollback(): void {
    const t = this.transaction
    if (!t) {
      this.restoreUnflushed()
      return
    }
    if (t.failure) {
      if (this.newStates.size)
        this.registry.warn(
          "Session's state has been changed on a non-active transaction - this state will be discarded.",
          'After a failed flush, call rollback() before adding anything.',
        )
      this.restoreUnflushed()
    } else {
      this.sendRollback(t)
      this.restore(t)
    }
    this.transaction = t.parent
    this.changesListener?.forget()
  }

  /** A flush failed: the transaction is rolled back at once and stays unusable (orm/101, orm/102). */
  fail(error: Error): void {
    const t = this.transaction!
    this.sendRollback(t)
    this.restore(t)
    t.failure = error
  }

  private sendRollback(t: SessionTransaction): void {
    if (!t.opened) return
    if (t.savepoint) this.database.savepoint('rollback to', t.savepoint)
    else this.database.rollback()
  }

  /** Objects go back to what they were when the transaction began (orm/050 to orm/056). */
  private restore(t: SessionTransaction): void {
    for (const s of [...this.newStates]) this.becomeTransient(s)
    for (const s of t.added) if (!t.removed.has(s) || s.session === this) this.becomeTransient(s)
    for (const [s, key] of t.switched) {
      if (t.added.has(s)) continue
      this.identityMap.remove(s)
      s.key = key
      this.identityMap.add(s)
    }
    for (const s of t.removed) {
      if (t.added.has(s)) continue
      this.change(s, 'rollback', () => {
        s.deleted = false
        s.session = this
        this.identityMap.add(s)
      })
    }
    this.deletedStates.clear()
    for (const s of this.identityMap.states()) if (!t.savepoint || s.modified || t.written.has(s)) s.expireAll()
    this.dirtyStates.clear()
  }

  private restoreUnflushed(): void {
    for (const s of [...this.newStates]) this.becomeTransient(s)
    this.deletedStates.clear()
    for (const s of this.identityMap.states()) s.expireAll()
    this.dirtyStates.clear()
  }

  private becomeTransient(s: InstanceState): void {
    this.change(s, 'rollback', () => {
      if (s.key) {
        this.identityMap.remove(s)
        s.key = null
      }
      this.newStates.delete(s)
      this.dirtyStates.delete(s)
      s.session = null
      s.deleted = false
      s.modified = false
      for (let i = 0; i < s.row.length; i++) if (s.row[i] === EXPIRED) s.put(i, undefined)
    })
  }

  // ---------------------------------------------------------------- flush

  private get isClean(): boolean {
    return this.newStates.size === 0 && this.dirtyStates.size === 0 && this.deletedStates.size === 0
  }

  flush(because: Reason = { kind: 'flush' }): void {
    if (this.flushing) throw new TermError('InvalidRequestError', 'Session is already flushing')
    if (this.isClean) return
    this.usable()
    this.recordOperations()
    this.flushing = true
    this.flushReason = because
    try {
      runFlush(this, because)
    } catch (error) {
      this.fail(error as Error)
      throw error
    } finally {
      this.flushing = false
    }
  }

  /** Flask-SQLAlchemy notes before every flush and commit what is going to be written. */
  private recordOperations(): void {
    if (this.changesListener === null) return
    for (const s of this.newStates) this.changesListener.record(s, 'insert')
    for (const s of this.dirtyStates) if (!this.deletedStates.has(s)) this.changesListener.record(s, 'update')
    for (const s of this.deletedStates) this.changesListener.record(s, 'delete')
  }

  autoflushFor(_because: Reason): void {
    if (!this.autoflush || this.flushing) return
    try {
      this.flush({ kind: 'autoflush' })
    } catch (error) {
      throw raisedByAutoflush(error)
    }
  }

  // ---------------------------------------------------------------- objects in and out

  contains(s: InstanceState): boolean {
    if (s.session !== this) return false
    return s.key === null ? this.newStates.has(s) : this.identityMap.find(s.mapper, s.key) === s
  }

  /** @throws TermError for anything that is no mapped object */
  stateIn(object: unknown): InstanceState {
    const s = stateOf(object)
    if (!s) {
      const error = notMapped(object)
      error.name = 'UnmappedInstanceError'
      error.message = `Class 'builtins.${typeof object === 'string' ? 'str' : typeof object}' is not mapped`
      throw error
    }
    return s
  }

  add(s: InstanceState): void {
    this.transaction ??= new SessionTransaction(null, null)
    this.saveOrUpdate(s)
    for (const other of cascade(s, 'saveUpdate', (x) => this.contains(x))) this.saveOrUpdate(other)
  }

  cascadeIn(s: InstanceState): void {
    this.add(s)
  }

  private saveOrUpdate(s: InstanceState): void {
    if (s.session === this && !s.deleted) {
      if (this.deletedStates.delete(s)) this.dirtyStates.add(s)
      return
    }
    if (s.session !== null && s.session !== this) {
      throw new TermError(
        'InvalidRequestError',
        `Object '${address(s)}' is already attached to session (this is another one)`,
        'Take it out there first.',
      )
    }
    if (s.key !== null && s.deleted) {
      throw new TermError(
        'InvalidRequestError',
        `Instance '${address(s)}' has been deleted.  Use the make_transient() function to send this object back to the transient state.`,
        'Make a new object instead.',
      )
    }
    if (s.key !== null) this.mayAttach(s)
    this.change(s, 'add()', () => {
      s.session = this
      if (s.key === null) {
        this.newStates.add(s)
        s.insertOrder = ++this.order
      } else {
        this.identityMap.add(s)
        if (s.modified || s.old || s.oldRelated) {
          s.modified = true
          this.dirtyStates.add(s)
        }
      }
    })
  }

  private mayAttach(s: InstanceState): void {
    const other = this.identityMap.find(s.mapper, s.key!)
    if (other === undefined || other === s) return
    throw new TermError(
      'InvalidRequestError',
      `Can't attach instance ${address(s)}; another instance with key ${JSON.stringify(s.key)} is already present in this session.`,
      'Use db.session.merge(...).',
    )
  }

  /** @throws TermError InvalidRequestError when the object has no row (orm/066) */
  delete(s: InstanceState): void {
    if (s.key === null) throw notPersisted(s)
    this.usable()
    if (this.deletedStates.has(s)) return
    this.attachForDelete(s)
    const along = cascade(s, 'delete', () => false)
    this.deletedStates.add(s)
    for (const other of along) {
      // a list may still show an object whose row is gone, and the key may be another row's by now
      if (other.key === null || (other.deleted && other.session === this)) continue
      this.attachForDelete(other)
      this.deletedStates.add(other)
    }
  }

  private attachForDelete(s: InstanceState): void {
    if (s.session !== this && !s.deleted) return this.saveOrUpdate(s)
    // its row is gone: the next flush tries again and warns
    this.mayAttach(s)
    this.change(s, 'delete()', () => {
      s.session = this
      this.identityMap.add(s)
    })
  }

  deleteCascade(s: InstanceState): InstanceState[] {
    return cascade(s, 'delete', () => false)
  }

  /** @throws TermError InvalidRequestError when the object is not in this session */
  expunge(s: InstanceState): void {
    if (s.session !== this) throw notInSession(s)
    const along = cascade(s, 'expunge', (x) => x.session !== this)
    this.expungeState(s)
    for (const other of along) this.expungeState(other)
  }

  expungeState(s: InstanceState): void {
    if (s.session !== this) return
    this.change(s, 'expunge()', () => {
      this.newStates.delete(s)
      this.dirtyStates.delete(s)
      this.deletedStates.delete(s)
      if (s.key) this.identityMap.remove(s)
      s.session = null
      this.transaction?.removed.delete(s)
    })
  }

  orphaned(s: InstanceState): void {
    if (this.newStates.has(s) && isOrphan(s)) this.expungeState(s)
  }

  /** close() and remove(): roll back, let all objects go. */
  close(): void {
    for (; this.transaction; this.transaction = this.transaction.parent)
      if (!this.transaction.failure) this.sendRollback(this.transaction)
    this.changesListener?.forget()
    for (const s of [...this.newStates, ...this.identityMap.states()]) {
      this.change(s, 'close()', () => {
        s.session = null
      })
    }
    this.identityMap.clear()
    this.newStates.clear()
    this.dirtyStates.clear()
    this.deletedStates.clear()
  }

  private detach(s: InstanceState): void {
    this.change(s, 'commit', () => {
      s.session = null
    })
  }

  settled(s: InstanceState): void {
    s.modified = false
    this.dirtyStates.delete(s)
  }

  changed(s: InstanceState): void {
    if (s.modified) return
    s.modified = true
    if (s.key !== null && !s.deleted) this.dirtyStates.add(s)
  }

  /** Runs a change of an object's state and puts it on the timeline. */
  change(s: InstanceState, because: string, work: () => void): void {
    const { emit } = this.registry
    if (emit === null) return work()
    const from: ObjectState = s.state
    work()
    const to = s.state
    if (from !== to) emit({ kind: 'state', object: s.ref, from, to, because, text: this.registry.textOf(s) })
  }

  // ---------------------------------------------------------------- loading

  /** One row by key: the identity map first. */
  get(mapper: Mapper, key: unknown[], path: LoadPath | null = null, populateExisting = false): object | null {
    const known = this.identityMap.find(mapper, key)
    if (known && !populateExisting) {
      if (known.deleted) return null
      if (!known.isExpired) return known.object
      this.usable()
      try {
        this.refreshExpired(known, mapper.primaryKey[0]!)
        return known.object
      } catch (error) {
        if (error instanceof TermError && error.name === 'ObjectDeletedError') return null
        throw error
      }
    }
    this.usable()
    this.autoflushFor({ kind: 'get' })
    if (key.includes(null)) return this.getNull(mapper, key, path)
    const { compiled, plan } = selectByKey(mapper, path)
    const values = mapper.primaryKey.map((i, n) => convert(key[n], mapper.columns[i]!.column.type))
    return (
      fetchEntities(
        this,
        { sql: compiled.sql, values },
        plan,
        { kind: 'get', detail: mapper.className },
        { populateExisting },
      )[0] ?? null
    )
  }

  /** A key of nulls finds nothing, and SQLAlchemy asks the database all the same (query/065). */
  private getNull(mapper: Mapper, key: unknown[], path: LoadPath | null): object | null {
    const { select, plan } = entitySelect(mapper, path)
    select.where = mapper.primaryKey.map((i, n) => new Expression(mapper.selected[i]!.node).eq(key[n]).node)
    return fetchEntities(this, compileSelect(select), plan, { kind: 'get', detail: mapper.className })[0] ?? null
  }

  refreshExpired(s: InstanceState, column: number): void {
    this.usable()
    const deferred = s.row[column] === DEFERRED
    if (deferred) s.put(column, EXPIRED)
    const keys = new Set(
      s.mapper.columns.filter((c) => (deferred ? c.index === column : s.row[c.index] === EXPIRED)).map((c) => c.key),
    )
    const path: LoadPath | null = keys.size === s.mapper.columns.length ? null : onlyColumns(keys)
    // what is expired is settled before the flush, which may read the same row itself (session/003)
    this.autoflushFor({ kind: 'refresh' })
    if (!this.readInto(s, path, { kind: 'refresh', detail: s.mapper.className })) throw objectDeleted(s)
  }

  /** refresh(): lets go of the object's own changes, flushes the others, and selects at once; names: only those. */
  refresh(s: InstanceState, names: string[] | null): void {
    this.expire(s, names)
    this.usable()
    this.autoflushFor(refreshing)
    const path = names ? onlyColumns(new Set(names)) : null
    if (!this.readInto(s, path, refreshing, false)) throw couldNotRefresh(s)
  }

  private readInto(s: InstanceState, path: LoadPath | null, because: Reason, labels = true): boolean {
    const made = labels && path === null ? selectByKey(s.mapper, null) : entitySelect(s.mapper, path, labels)
    if (!('compiled' in made)) made.select.where = [keyCondition(s.mapper)]
    const { sql } = 'compiled' in made ? (made as { compiled: { sql: string } }).compiled : compileSelect(made.select)
    const values = s.mapper.primaryKey.map((i, n) => convert(s.key![n], s.mapper.columns[i]!.column.type))
    return fetchEntities(this, { sql, values }, made.plan, because, { into: s }).length > 0
  }

  /** Forgets loaded values: they are read again when asked for. @throws TermError when the object is not persistent */
  expire(s: InstanceState, names: string[] | null): void {
    if (s.key === null || !this.contains(s)) throw notPersistent(s)
    if (names === null) {
      for (const x of [s, ...cascade(s, 'refreshExpire', () => false)]) {
        if (x.key === null) this.expungeState(x)
        else {
          x.expireAll()
          this.dirtyStates.delete(x)
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

  loadRelated(s: InstanceState, r: Parameters<typeof loadRelated>[2], identityOnly: boolean): unknown {
    if (!identityOnly) this.usable()
    return loadRelated(this, s, r, identityOnly)
  }

  relatedInDatabase(s: InstanceState, r: Parameters<typeof loadRelated>[2]): object | null {
    this.usable()
    return relatedInDatabase(this, s, r)
  }

  relatedInMemory(s: InstanceState, r: Parameters<typeof loadRelated>[2]): unknown {
    return relatedInMemory(this, s, r)
  }

  loadAfter(context: LoadContext): void {
    loadAfter(this, context)
  }

  /** Inserts rows of a class without making objects (bulk_insert_mappings, orm/025). */
  bulkInsert(mapper: Mapper, rows: Record<string, unknown>[]): void {
    this.bulk(() => insertMappings(this, mapper, rows))
  }

  /** Writes objects without taking them into the session (bulk_save_objects). */
  bulkSave(states: InstanceState[]): void {
    this.bulk(() => {
      for (const mapper of new Set(states.map((s) => s.mapper)))
        saveRows(
          this,
          mapper,
          states.filter((s) => s.mapper === mapper),
        )
    })
  }

  private bulk(work: () => void): void {
    this.usable()
    try {
      work()
    } catch (error) {
      this.fail(error as Error)
      throw error
    }
  }

  merge(object: object): object {
    return mergeObject(this, stateOf(object)!)
  }

  /** A persistent object by its key, if it is in memory. */
  known(mapper: Mapper, key: unknown[]): InstanceState | undefined {
    return this.identityMap.get(mapper, identity(key))
  }
}

const onlyColumns = (only: Set<string>): LoadPath => ({
  strategies: new Map(),
  wildcard: null,
  columns: { only, defer: new Set(), undefer: new Set() },
})
