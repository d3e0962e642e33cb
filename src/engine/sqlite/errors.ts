/** An error of SQLite itself, with the class that Python's sqlite3 module gives it. */
export class SqliteError extends Error {
  constructor(
    message: string,
    /** `IntegrityError` (a constraint), `OperationalError` (SQL or database), `InterfaceError` (a value), `DatabaseError`. */
    readonly type: 'IntegrityError' | 'OperationalError' | 'InterfaceError' | 'DatabaseError',
    readonly sql: string,
    readonly parameters: readonly unknown[],
  ) {
    super(message)
    this.name = type
  }

  /** A part of the engine that is loaded later has a class of its own; what it is given by the core counts all the same. */
  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return thrown instanceof Error && 'type' in thrown && thrown.type === thrown.name
  }
}

/** sql.js throws plain errors and, for misuse, strings: both become one class. */
export function sqliteError(thrown: unknown, sql: string, parameters: readonly unknown[]): SqliteError {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new SqliteError(message, errorType(message), sql, parameters)
}

function errorType(message: string): SqliteError['type'] {
  if (/constraint failed|datatype mismatch/.test(message)) return 'IntegrityError'
  if (/^Wrong API use|unknown type|bind/i.test(message)) return 'InterfaceError'
  if (/malformed|not a database/.test(message)) return 'DatabaseError'
  return 'OperationalError'
}
