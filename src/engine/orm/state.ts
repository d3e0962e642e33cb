import { followedObjects, type ObjectRef, type ObjectState, type Reason, type SqlValue } from '../../protocol'
import type { Mapper } from './mapper'
import type { Relationship } from './relationship'

/** In a row: the value has to be read from the database before it can be given out. */
export const EXPIRED = Symbol('expired')
/** In a row: the column was left out of the SELECT; read alone, when asked for. */
export const DEFERRED = Symbol('deferred')
/** In the record of old values: there was none, or it is not known. */
export const NO_VALUE = Symbol('no value')

/** In the record of old relationship values: there may be one; the flush reads it. */
export const NOT_READ = Symbol('not read')

export const absent = (v: unknown): boolean => v === undefined || v === EXPIRED || v === DEFERRED

/** Changes to a collection that is not loaded: they are merged when it is. */
export interface PendingChanges {
  added: object[]
  removed: object[]
}

/** What attributes need of a session. */
export interface Tracker {
  /** An attribute changed: the object is dirty. */
  changed(state: InstanceState): void
  /** An object's changes were overwritten: it is clean. */
  settled(state: InstanceState): void
  /** Fills in expired columns of a persistent object. */
  refreshExpired(state: InstanceState, column: number): void
  /** Loads a relationship; `identityOnly`: without SQL, undefined when that is impossible. */
  loadRelated(state: InstanceState, relationship: Relationship, identityOnly: boolean): unknown
  /** The object that a one-to-one has in the database, whatever it was set to since. */
  relatedInDatabase(state: InstanceState, relationship: Relationship): object | null
  /** Is the object in the session, and was its row not deleted by a flush? */
  contains(state: InstanceState): boolean
  /** save-update cascade: the object joins the session. */
  cascadeIn(state: InstanceState): void
  /** A pending object that lost its last parent leaves the session. */
  orphaned(state: InstanceState): void
  autoflush: boolean
  flush(because?: Reason): void
  /** Flushes first, when autoflush is on. */
  autoflushFor(reason: Reason): void
}

/** What a flush does with an object; `settle`: another one takes its row, or it is only told that the flush is over. */
export type FlushRole = 'save' | 'delete' | 'settle'

/** What few objects need: kept apart, because there may be thousands of the others. */
interface Rare {
  queued: (PendingChanges | undefined)[] | null
  options: LoadPath | null
  parents: Map<Relationship, InstanceState | false> | null
  flushed: Map<Relationship, object[]> | null
}

/** Everything the ORM knows of one object, kept outside the class that the learner wrote. */
export class InstanceState {
  /** Column values by the mapper's column order; undefined: never set. */
  row: unknown[]
  /** Relationship values by the mapper's relationship order; undefined: not loaded. */
  related: unknown[] | null = null
  /** Old column values, where changed since the last flush. */
  old: unknown[] | null = null
  /** Old relationship values: the previous object, or a copy of the previous list. */
  oldRelated: unknown[] | null = null
  /** Identity: the primary key's value (of several columns: the list of values), or null while there is no row. */
  id: unknown = null
  session: Tracker | null = null
  /** In session.dirty. */
  modified = false
  /** Marked by session.delete(), or deleted by a flush that is not committed. */
  deleted = false
  /** Place in the session's list of new objects, which is the order of add(), or in its list of changed ones. */
  place = -1
  /** What the flush that is running does with it. */
  flushRole: FlushRole | null = null
  private reference = 0
  private rare: Rare | null = null

  constructor(
    readonly mapper: Mapper,
    public object: object,
    row: unknown[],
  ) {
    this.row = row
  }

  /** The primary key's values, or null while there is no row. */
  get key(): unknown[] | null {
    if (this.id === null) return null
    return this.mapper.primaryKey.length === 1 ? [this.id] : (this.id as unknown[])
  }
  set key(key) {
    this.id = key !== null && key.length === 1 ? key[0] : key
  }

  /** The primary key as one comparable value. */
  get identity(): unknown {
    return this.mapper.primaryKey.length === 1 ? this.id : identity(this.id as unknown[])
  }

  get state(): ObjectState {
    if (this.id === null) return this.session === null ? 'transient' : 'pending'
    if (this.session === null) return 'detached'
    return this.deleted ? 'deleted' : 'persistent'
  }

  /** Are its changes told? Those of the first objects are: nobody can follow thousands. */
  get isFollowed(): boolean {
    if (this.reference === 0) {
      const { registry } = this.mapper
      if (registry.followed >= followedObjects) return false
      registry.followed++
      this.reference = ++registry.references
    }
    return true
  }

  /** Name on the timeline. */
  get ref(): ObjectRef {
    if (this.reference === 0) this.reference = ++this.mapper.registry.references
    return { id: this.reference, model: this.mapper.className, table: this.mapper.table.name, key: this.key as SqlValue[] | null }
  }

  /** Changes to collections that are not loaded, by relationship. */
  get queued(): (PendingChanges | undefined)[] | null {
    return this.rare === null ? null : this.rare.queued
  }
  set queued(value) {
    if (value !== null || this.rare !== null) this.seldom.queued = value
  }

  /** Loader options that came with the query that loaded this object. */
  get options(): LoadPath | null {
    return this.rare === null ? null : this.rare.options
  }
  set options(value) {
    if (value !== null || this.rare !== null) this.seldom.options = value
  }

  /** For delete-orphan: which parents hold this object. Kept by relationship. */
  get parents(): Map<Relationship, InstanceState | false> | null {
    return this.rare === null ? null : this.rare.parents
  }
  set parents(value) {
    if (value !== null || this.rare !== null) this.seldom.parents = value
  }

  /** Rows of dynamic relationships that a flush has read. */
  get flushed(): Map<Relationship, object[]> | null {
    return this.rare === null ? null : this.rare.flushed
  }
  set flushed(value) {
    if (value !== null || this.rare !== null) this.seldom.flushed = value
  }

  private get seldom(): Rare {
    this.rare ??= { queued: null, options: null, parents: null, flushed: null }
    return this.rare
  }

  /** Column value by index, without loading; undefined when it is not there. */
  peek(i: number): unknown {
    const v = this.row[i]
    return v === EXPIRED || v === DEFERRED ? undefined : v
  }

  /** Puts a value that came from the database or from the flush: no change is recorded. */
  put(i: number, value: unknown): void {
    if (this.row === this.mapper.expiredRow) this.row = this.row.slice()
    this.row[i] = value
  }

  expireAll(): void {
    this.row = this.mapper.expiredRow
    this.related = null
    this.old = null
    this.oldRelated = null
    if (this.rare !== null) {
      this.rare.queued = null
      this.rare.parents = null
    }
    this.modified = false
  }

  /** After a flush: what is now in the row is the new ground. */
  settle(): void {
    this.old = null
    this.oldRelated = null
    if (this.rare !== null) {
      this.rare.queued = null
      this.rare.flushed = null
    }
    this.modified = false
  }

  /** Some column is not there: a row that comes by fills it in. */
  get hasGaps(): boolean {
    const { row } = this
    if (row === this.mapper.expiredRow) return true
    for (let i = 0; i < row.length; i++) if (absent(row[i])) return true
    return false
  }

  /** The whole object was expired and not read since: its key is only known, not loaded. */
  get isExpired(): boolean {
    return this.row[this.mapper.primaryKey[0]!] === EXPIRED
  }
}

/** A primary key as one comparable value. */
export function identity(key: readonly unknown[]): unknown {
  if (key.length === 1) return key[0]
  return key.map((k) => `${typeof k}:${String(k)}`).join('|')
}

/** Loader options per relationship, and those for the objects beyond it. */
export interface LoadPath {
  strategies: Map<string, LoadChoice>
  /** For every relationship without a choice of its own (`raiseload('*')`). */
  wildcard: string | null
  columns: { only: Set<string> | null; defer: Set<string>; undefer: Set<string> } | null
}
export interface LoadChoice {
  strategy: string | null
  inner?: boolean
  next: LoadPath | null
}

const STATE = Symbol('backref')
type Mapped = { [STATE]?: InstanceState }

/** The state of a mapped object, or undefined for anything else. */
export const stateOf = (value: unknown): InstanceState | undefined =>
  typeof value === 'object' && value !== null ? (value as Mapped)[STATE] : undefined

export const attach = (object: object, state: InstanceState): void => {
  ;(object as Mapped)[STATE] = state
}

/** Makes a function that creates objects of a class without running its constructor (a loaded row is no new object). */
export function instantiator(prototype: object): (state: InstanceState) => object {
  function Loaded(this: Mapped, state: InstanceState) {
    this[STATE] = state
  }
  Loaded.prototype = prototype
  const Make = Loaded as unknown as new (state: InstanceState) => object
  return (state) => new Make(state)
}

/** The state through the symbol, for accessors: `this` is always a mapped object there. */
export const ownState = (object: object): InstanceState => (object as Mapped)[STATE]!
