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
  private changes = new Map<object, Change>()

  record(s: InstanceState, operation: 'insert' | 'update' | 'delete'): void {
    const before = this.changes.get(s.object)
    // a new object that is changed again before the commit is still an insert
    if (before?.[1] === 'insert' && operation === 'update') return
    this.changes.set(s.object, [s.object, operation])
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
