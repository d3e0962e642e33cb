/**
 * An error that a learner meets. `name` is the term of SQLAlchemy, Alembic or Python, so that a search engine finds it;
 * `hint` is the way out in words.
 */
export class TermError extends Error {
  hint: string | null
  /** Short code of SQLAlchemy's error page, such as `gkpj`. */
  code?: string
  /** The statement that failed. */
  sql?: string
  parameters?: readonly unknown[]
  /** The error of SQLite itself. */
  orig?: Error

  constructor(term: string, message: string, hint: string | null = null) {
    super(message)
    this.name = term
    this.hint = hint
  }
}

export const argumentError = (message: string, hint: string | null = null) => new TermError('ArgumentError', message, hint)
export const invalidRequest = (message: string, hint: string | null = null) => new TermError('InvalidRequestError', message, hint)
export const typeError = (message: string, hint: string | null = null) => new TermError('TypeError', message, hint)
export const compileError = (message: string, hint: string | null = null) => new TermError('CompileError', message, hint)

/** A value that a column type cannot take; the statement was not sent (SQLAlchemy's StatementError, orm/156). */
export function statementError(original: string, message: string, hint: string | null = null): TermError {
  return new TermError('StatementError', original ? `(${original}) ${message}` : message, hint)
}

export function noReferencedTable(fk: string, from: string, table: string, column: string): TermError {
  return new TermError(
    'NoReferencedTableError',
    `Foreign key associated with column '${from}' could not find table '${table}' with which to generate a foreign key to target column '${column}'`,
    `db.ForeignKey('${fk}') names a table as the database knows it, not a class. Check the spelling of '${table}'.`,
  )
}

export function noReferencedColumn(from: string, table: string, column: string): TermError {
  return new TermError(
    'NoReferencedColumnError',
    `Could not initialize target column for ForeignKey '${table}.${column}' on table '${from.split('.')[0]}': table '${table}' has no column named '${column}'`,
    `Use the column name as it is in the database (snake_case), such as '${table}.id'.`,
  )
}

export function circularDependency(message: string): TermError {
  return new TermError(
    'CircularDependencyError',
    message,
    'Insert one row first, flush, then set the second reference; or use postUpdate: true on one relationship.',
  )
}
