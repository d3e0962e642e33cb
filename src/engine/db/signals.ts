import type { InstanceState } from '../orm'

export type Change = [object: object, operation: 'insert' | 'update' | 'delete']
type Receiver = (changes: Change[]) => void

/** A signal of Flask-SQLAlchemy: `modelsCommitted.connect(changes => ...)`. */
export class Signal {
  private readonly receivers = new Set<Receiver>()
  connect(receiver: Receiver): void {
    this.receivers.add(receiver)
  }
  disconnect(receiver: Receiver): void {
    this.receivers.delete(receiver)
  }
  send(changes: Change[]): void {
    for (const r of this.receivers) r(changes)
  }
}

/** Collects what flushes wrote until the commit (SQLALCHEMY_TRACK_MODIFICATIONS, orm/169). */
export class ModificationTracker {
  readonly modelsCommitted = new Signal()
  readonly beforeModelsCommitted = new Signal()
  private changes = new Map<unknown, Change>()

  record(s: InstanceState, operation: 'insert' | 'update' | 'delete'): void {
    // as in Flask-SQLAlchemy, an object is itself until it has a row, and its key from then on
    this.changes.set(s.key === null ? s.object : `${s.mapper.className} ${s.key.join()}`, [s.object, operation])
  }
  before(): void {
    if (this.changes.size) this.beforeModelsCommitted.send([...this.changes.values()])
  }
  after(): void {
    const changes = [...this.changes.values()]
    this.changes.clear()
    if (changes.length) this.modelsCommitted.send(changes)
  }
  forget(): void {
    this.changes.clear()
  }
}
