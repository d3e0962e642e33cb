import type { Session } from '../orm'
import type { Connection } from '../sqlite'

/** The sessions behind `db.session`: one for each application context, the innermost in use (Flask-SQLAlchemy's scope). */
export class SessionScopes {
  private session: Session | null = null

  constructor(
    private readonly connection: Connection,
    private readonly make: () => Session,
  ) {}

  get current(): Session {
    this.session ??= this.make()
    return this.session
  }

  /** Whether the session in use is writing its objects just now. */
  get flushing(): boolean {
    return this.session?.flushing ?? false
  }

  /** Closes the session in use; the next use makes a new one. */
  remove(): void {
    this.session?.close()
    this.session = null
  }

  /**
   * Begins a scope with a session of its own; the function it gives ends it and removes that session (orm/163). A
   * transaction outside that has only read is set aside meanwhile, as if it had a connection of its own.
   */
  begin(): () => void {
    const { session: outer, connection } = this
    const aside = connection.inTransaction && onlyRead(outer)
    if (aside) {
      connection.quietly('COMMIT')
      connection.inTransaction = false
    }
    this.session = null
    return () => {
      this.remove()
      this.session = outer
      if (!aside) return
      connection.quietly('BEGIN')
      connection.inTransaction = true
    }
  }
}

function onlyRead(session: Session | null): boolean {
  const transaction = session?.transaction
  if (!transaction || transaction.parent) return false
  return transaction.added.length + transaction.removed.size === 0 && !transaction.hasWritten
}
