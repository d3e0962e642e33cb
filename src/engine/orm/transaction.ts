import type { InstanceState } from './state'

/**
 * What a transaction (or savepoint) of a session must remember so that rollback rewinds the objects too: SQLAlchemy's
 * SessionTransaction without its connections.
 */
export class SessionTransaction {
  /** Objects that got a row in it. */
  readonly added = new Set<InstanceState>()
  /** Objects whose row was deleted in it. */
  readonly removed = new Set<InstanceState>()
  /** Objects that were written in it. */
  readonly written = new Set<InstanceState>()
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

  /** After RELEASE: what happened inside belongs to the enclosing transaction. */
  mergeIntoParent(): void {
    const { parent } = this
    if (!parent) return
    for (const s of this.added) parent.added.add(s)
    for (const s of this.removed) parent.removed.add(s)
    for (const s of this.written) parent.written.add(s)
    for (const [s, key] of this.switched) if (!parent.switched.has(s)) parent.switched.set(s, key)
  }
}
