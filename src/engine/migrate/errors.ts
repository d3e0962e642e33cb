import { TermError } from '../schema/errors'
import { SqliteError } from '../sqlite'

const command = (message: string, hint: string | null) => new TermError('CommandError', message, hint)
const codes: Record<string, string> = {
  OperationalError: 'e3q8',
  IntegrityError: 'gkpj',
  InterfaceError: 'rvf5',
  DatabaseError: '4xp6',
}

/** An error of SQLite in SQLAlchemy's words: `(sqlite3.OperationalError) no such table: t2`. Other errors pass. */
export function databaseError(thrown: unknown, hint: string | null = null): TermError {
  if (thrown instanceof TermError) return thrown
  if (!(thrown instanceof SqliteError))
    return new TermError((thrown as Error)?.name ?? 'Error', (thrown as Error)?.message ?? String(thrown))
  const error = new TermError(thrown.type, `(sqlite3.${thrown.type}) ${thrown.message}`, hint ?? hintFor(thrown.message))
  error.sql = thrown.sql
  error.parameters = thrown.parameters
  error.orig = thrown
  error.code = codes[thrown.type]
  return error
}

function hintFor(message: string): string | null {
  const exists = /^table (\S+) already exists/.exec(message)?.[1]
  if (exists?.startsWith('_alembic_tmp_'))
    return `A batch that failed before left ${exists} behind. Drop it: op.dropTable('${exists}').`
  if (exists)
    return 'The database has this table already, perhaps from createAll(). If its tables are as the script makes them, mark it as upgraded: flask db stamp head.'
  if (/Cannot add a NOT NULL column with default value NULL/.test(message))
    return 'The rows that are there would have no value. Give the column a serverDefault, or add it nullable, fill it, and then set it NOT NULL.'
  if (/NOT NULL constraint failed|^constraint failed/.test(message))
    return 'A row holds a value that the new rule forbids. Repair the rows first, with op.execute("UPDATE ...").'
  if (/UNIQUE constraint failed/.test(message))
    return 'Two rows hold the same value. Make the values different first, with op.execute("UPDATE ...").'
  if (/non-constant default/.test(message))
    return 'SQLite fills old rows only with a constant. Let a batch rebuild the table: op.batchAlterTable(table, { recreate: "always" }, ...).'
  if (/near "ALTER": syntax error/.test(message))
    return 'SQLite before 3.53 cannot alter a column. Rebuild the table: op.batchAlterTable(table, (batch) => batch.alterColumn(...)).'
  return null
}

/** The whole text as SQLAlchemy prints it, with the statement and the link to its error page. */
export function fullMessage(error: TermError): string {
  if (error.sql === undefined) return error.message
  const parameters = error.parameters?.length ? `\n[parameters: ${tuple(error.parameters)}]` : ''
  const link = error.code ? `\n(Background on this error at: https://sqlalche.me/e/14/${error.code})` : ''
  return `${error.message}\n[SQL: ${error.sql}]${parameters}${link}`
}
const tuple = (values: readonly unknown[]): string => `(${values.map(shown).join(', ')}${values.length === 1 ? ',' : ''})`
const shown = (value: unknown): string =>
  Array.isArray(value) ? tuple(value) : value === null ? 'None' : typeof value === 'string' ? `'${value}'` : String(value)

/** The module in which Python has the error's class, for its full name in a traceback. */
export function qualifiedName(error: TermError): string {
  if (error.sql !== undefined || error.name === 'NoSuchTableError' || error.name === 'CompileError')
    return `sqlalchemy.exc.${error.name}`
  return error.name === 'CommandError' ? 'alembic.util.exc.CommandError' : error.name
}

export const columnWithoutType = (table: string, column: string) =>
  new TermError(
    'CompileError',
    `(in table '${table}', column '${column}'): Can't generate DDL for NullType(); did you forget to specify a type on this Column?`,
    `In a script every column says its type, also one with a foreign key: sa.Column('${column}', sa.Integer, sa.ForeignKey(...)).`,
  )

export const noAlterOfConstraints = () =>
  new TermError(
    'NotImplementedError',
    'No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode feature which allows for SQLite migrations using a copy-and-move strategy.',
    'Write it inside op.batchAlterTable(table, (batch) => ...): the table is then rebuilt with the change.',
  )

export const constraintNeedsName = () =>
  new TermError(
    'ValueError',
    'Constraint must have a name',
    "Write a name in the script, such as 'uq_users_email', or set a naming convention on db.metadata so that every constraint has one.",
  )

export const noSuchTable = (name: string, known: string[]) =>
  new TermError('NoSuchTableError', name, `The database has no table '${name}'. It has: ${known.join(', ') || 'none'}.`)

export const noSuchColumn = (table: string, column: string, known: string[]) =>
  new TermError('KeyError', `'${column}'`, `Table '${table}' has no column '${column}'. It has: ${known.join(', ')}.`)

export const noSuchConstraint = (name: string | null, table: string, known: string[]) =>
  new TermError(
    'ValueError',
    `No such constraint: ${name === null ? 'None' : `'${name}'`}`,
    `Constraints of '${table}': ${known.join(', ') || 'none has a name'}.`,
  )

export const noSuchIndex = (name: string) =>
  new TermError('ValueError', `No such index: '${name}'`, 'Names of indexes are in the schema panel.')

export const insertPositionNeedsRecreate = () =>
  command(
    "Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'",
    'ALTER TABLE ADD COLUMN always adds at the end: only a rebuild can put a column elsewhere.',
  )

export const rebuildForbidden = (because: string) =>
  command(`The batch has recreate: 'never', but this change needs a rebuild: ${because}`, "Use recreate: 'auto'.")

export const rebuildWouldLose = (table: string, parts: string[]) =>
  command(
    `A rebuild of '${table}' would lose: ${parts.join(', ')}`,
    'These parts of the table are not understood here. Rebuild it by hand with op.execute(...): create the new table, copy, drop, rename.',
  )

export const rowsLost = (table: string, before: number, after: number | null) =>
  command(
    `Rows of '${table}' changed from ${before} to ${after ?? 'none'} while another table was rebuilt`,
    'Dropping the old table fired ON DELETE rules of its children. Foreign keys have to be off before the transaction begins.',
  )

export const foreignKeysBroken = (violations: string[]) =>
  new TermError(
    'IntegrityError',
    `FOREIGN KEY constraint failed: ${violations.join('; ')}`,
    'Rows point at rows that are not there. Repair or delete them in the script, before the foreign key is made.',
  )

export const stoppedHere = (after: number) =>
  command(`Stopped after operation ${after}, as asked`, 'This is the rehearsal of a failure: look at what is left.')

export const transactionOpen = () =>
  new TermError(
    'InvalidRequestError',
    'A transaction is already begun on this connection',
    'Commit or roll back the session first: db.session.commit().',
  )

export function oneStatement(sql: string): TermError {
  const error = new TermError(
    'ProgrammingError',
    '(sqlite3.ProgrammingError) You can only execute one statement at a time.',
    'Write one op.execute(...) for each statement.',
  )
  error.sql = sql
  error.code = 'f405'
  return error
}

export const wrongRecreate = (given: unknown) =>
  new TermError('ValueError', "recreate may be one of 'auto', 'always', or 'never'.", `The batch has ${JSON.stringify(given)}.`)
