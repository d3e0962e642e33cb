import type { ObjectState, Reason } from '../../protocol'
import { TermError } from '../schema'
import type { Connection } from '../sqlite'
import { pendingRollback } from './errors'
import { runFlush } from './flush'
import { IdentityMap } from './identity-map'
import { loadRelated, relatedInDatabase, relatedInMemory } from './lazy'
import { loadAfter } from './load-after'
import type { LoadContext } from './loading'
import type { Mapper, Registry } from './mapper'
import { addState, deleteCascade, expungeState, letOrphanGo } from './membership'
import { mergeObject } from './merge'
import { insertMappings, saveRows } from './persist'
import { refreshExpired } from './refresh'
import { rewind, rewindUnflushed } from './rewind'
import type { LoaderSession } from './run-select'
import { type InstanceState, identity, stateOf } from './state'
import { StateList } from './state-list'
import { SessionTransaction } from './transaction'
import { raisedByAutoflush, wrapError } from './wrap-error'

/**
 * The engine room of `db.session`: objects, identity map, transactions. The learner's methods are in scoped-session.ts.
 */
export class Session implements LoaderSession {
  readonly identityMap = new IdentityMap()
  readonly newStates = new StateList()
  readonly dirtyStates = new StateList()
  readonly deletedStates = new Set<InstanceState>()
  autoflush = true
  expireOnCommit = true
  flushing = false
  flushReason: Reason = { kind: 'flush' }
  transaction: SessionTransaction | null = null

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
    for (const s of t.removed) this.detach(s, 'commit')
    if (this.expireOnCommit) for (const s of this.identityMap.states()) s.expireAll()
    this.dirtyStates.clear()
    this.changesListener?.after()
  }

  rollback(): void {
    const t = this.transaction
    if (!t) {
      if (!this.isClean) rewindUnflushed(this)
      return
    }
    if (t.failure) {
      if (this.newStates.size)
        this.registry.warn(
          "Session's state has been changed on a non-active transaction - this state will be discarded.",
          'After a failed flush, call rollback() before adding anything.',
        )
      rewindUnflushed(this)
    } else {
      this.sendRollback(t)
      rewind(this, t)
    }
    this.transaction = t.parent
    this.changesListener?.forget()
  }

  /** A flush failed: the transaction is rolled back at once and stays unusable (orm/101, orm/102). */
  fail(error: Error): void {
    const t = this.transaction!
    this.sendRollback(t)
    rewind(this, t)
    t.failure = error
  }

  private sendRollback(t: SessionTransaction): void {
    if (!t.opened) return
    if (t.savepoint) this.database.savepoint('rollback to', t.savepoint)
    else this.database.rollback()
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
    for (const s of this.newStates.values()) this.changesListener.record(s, 'insert')
    for (const s of this.dirtyStates.values()) if (!this.deletedStates.has(s)) this.changesListener.record(s, 'update')
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

  // ---------------------------------------------------------------- objects

  contains(s: InstanceState): boolean {
    if (s.session !== this) return false
    return s.id === null ? this.newStates.has(s) : this.identityMap.get(s.mapper, s.identity) === s
  }

  add(s: InstanceState): void {
    this.transaction ??= new SessionTransaction(null, null)
    addState(this, s)
  }

  cascadeIn(s: InstanceState): void {
    this.add(s)
  }

  deleteCascade(s: InstanceState): InstanceState[] {
    return deleteCascade(s)
  }

  expungeState(s: InstanceState): void {
    expungeState(this, s)
  }

  orphaned(s: InstanceState): void {
    letOrphanGo(this, s)
  }

  /** close() and remove(): roll back, let all objects go. */
  close(): void {
    for (; this.transaction; this.transaction = this.transaction.parent)
      if (!this.transaction.failure) this.sendRollback(this.transaction)
    this.changesListener?.forget()
    for (const s of [...this.newStates.values(), ...this.identityMap.states()]) this.detach(s, 'close()')
    this.identityMap.clear()
    this.newStates.clear()
    this.dirtyStates.clear()
    this.deletedStates.clear()
  }

  private detach(s: InstanceState, because: string): void {
    const from = this.stateBefore(s)
    s.session = null
    this.tell(s, from, because)
  }

  settled(s: InstanceState): void {
    s.modified = false
    this.dirtyStates.delete(s)
  }

  changed(s: InstanceState): void {
    if (s.modified) return
    s.modified = true
    // a new object that takes a deleted one's row has its key before the flush is over
    if (s.id !== null && !s.deleted && !this.newStates.has(s)) this.dirtyStates.add(s)
  }

  /** The state to compare with after a change, or null when nobody listens. */
  stateBefore(s: InstanceState): ObjectState | null {
    return this.registry.emit === null || !s.isFollowed ? null : s.state
  }

  /** Puts a change of an object's state on the timeline. */
  tell(s: InstanceState, from: ObjectState | null, because: string): void {
    const { emit } = this.registry
    if (emit === null || from === null) return
    const to = s.state
    if (from !== to) emit({ kind: 'state', object: s.ref, from, to, because, text: this.registry.textOf(s) })
  }

  /** Runs a change of an object's state and puts it on the timeline. */
  change(s: InstanceState, because: string, work: () => void): void {
    const from = this.stateBefore(s)
    work()
    this.tell(s, from, because)
  }

  merge(object: object): object {
    this.autoflushFor({ kind: 'get' })
    return mergeObject(this, stateOf(object)!)
  }

  /** A persistent object by its key, if it is in memory. */
  known(mapper: Mapper, key: unknown[]): InstanceState | undefined {
    return this.identityMap.get(mapper, identity(key))
  }

  // ---------------------------------------------------------------- loading

  refreshExpired(s: InstanceState, column: number): void {
    refreshExpired(this, s, column)
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

  // ---------------------------------------------------------------- in bulk

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
}
