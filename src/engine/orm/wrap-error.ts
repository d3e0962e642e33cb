import { TermError } from '../schema'
import { SqliteError } from '../sqlite'

const codes: Record<string, string> = {
  IntegrityError: 'gkpj',
  OperationalError: 'e3q8',
  InterfaceError: 'rvf5',
  DatabaseError: '4xp6',
}

/** SQLite's error as SQLAlchemy raises it: `(sqlite3.IntegrityError) UNIQUE constraint failed: roles.name` (orm/100). */
export function wrapError(error: unknown): unknown {
  if (!(error instanceof SqliteError)) return error
  const wrapped = new TermError(error.type, `(sqlite3.${error.type}) ${error.message}`, hintFor(error.message))
  wrapped.sql = error.sql
  wrapped.parameters = error.parameters
  wrapped.code = codes[error.type]
  wrapped.orig = error
  return wrapped
}

function hintFor(message: string): string | null {
  const m = /^(UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: (.*))?$/.exec(message)
  switch (m?.[1]) {
    case 'UNIQUE':
      return `There is a row with this ${m[2]} already. Find it first: Model.query.filterBy({...}).first(). Then db.session.rollback() to go on.`
    case 'NOT NULL':
      return `${m[2]} must have a value. Then db.session.rollback() to go on.`
    case 'CHECK':
      return `The value breaks the rule ${m[2]}. Then db.session.rollback() to go on.`
    case 'FOREIGN KEY':
      return 'A row refers to one that does not exist, or one that others refer to would go. Then db.session.rollback() to go on.'
    default:
  }
  const table = /^no such table: (.+)$/.exec(message)?.[1]
  if (table) return `The database has no table '${table}'. Create the tables first: db.createAll(), or upgrade the migrations.`
  const column = /^no such column: (.+)$/.exec(message)?.[1] ?? /has no column named (.+)$/.exec(message)?.[1]
  if (column)
    return `The table in the database has no column '${column}'. Look how it is spelled there. If a model has it, the table may be older: createAll() changes no table.`
  return null
}

/** What SQLAlchemy puts in front when a query flushed first (orm/104). */
export function raisedByAutoflush(error: unknown): unknown {
  const prefix =
    '(raised as a result of Query-invoked autoflush; consider using a session.no_autoflush block if this flush is occurring prematurely)\n'
  if (error instanceof TermError && !error.message.startsWith(prefix)) error.message = prefix + error.message
  return error
}
