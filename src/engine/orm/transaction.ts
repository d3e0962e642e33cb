import type { InstanceState } from './state'

/**
 * What a transaction (or savepoint) of a session must remember so that rollback rewinds the objects too: SQLAlchemy's
 * SessionTransaction without its connections.
 */
export class SessionTransaction {
  /** Objects that got a row in it; one may be there twice. */
  readonly added: InstanceState[] = []
  /** Objects whose row was deleted in it. */
  readonly removed = new Set<InstanceState>()
  /** Objects that were written in a savepoint. */
  readonly written = new Set<InstanceState>()
  /** Some row was updated in it. */
  hasWritten = false
  /** Identities that changed in it, with the old ones. */
  readonly switched = new Map<InstanceState, unknown[]>()
  /** BEGIN or SAVEPOINT was sent. */
  opened = false
  /** The flush that failed in it: nothing works until rollback(). */
  failure: Error | null = null

  constructor(
    readonly parent: SessionTransaction | null,
    /** Name of the savepoint, or null for the outermost transaction. */
    readonly savepoint: string | null,
  ) {}

  /** An object was written: what a savepoint must expire when it is rolled back. */
  wrote(s: InstanceState): void {
    this.hasWritten = true
    if (this.savepoint !== null) this.written.add(s)
  }

  /** After RELEASE: what happened inside belongs to the enclosing transaction. */
  mergeIntoParent(): void {
    const { parent } = this
    if (!parent) return
    for (const s of this.added) parent.added.push(s)
    for (const s of this.removed) parent.removed.add(s)
    for (const s of this.written) parent.wrote(s)
    for (const [s, key] of this.switched) if (!parent.switched.has(s)) parent.switched.set(s, key)
  }
}
