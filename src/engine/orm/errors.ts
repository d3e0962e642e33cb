import { argumentError, type Column, invalidRequest, TermError, typeError } from '../schema'
import type { InstanceState } from './state'

/** `<User at 0x1f>`: the default text of an object in SQLAlchemy's messages. */
export const address = (state: InstanceState): string =>
  `<${state.mapper.className} at 0x${state.ref.id.toString(16).padStart(4, '0')}>`

export const invalidKeyword = (key: string, model: string, known: string[]) =>
  typeError(`'${key}' is an invalid keyword argument for ${model}`, `${model} has: ${known.join(', ')}.`)

export const positionalArgument = (model: string) =>
  typeError('__init__() takes 1 positional argument but 2 were given', `Give attributes by name: new ${model}({ name: ... }).`)

export const notPersistent = (state: InstanceState) =>
  invalidRequest(
    `Instance '${address(state)}' is not persistent within this Session`,
    'Only an object that has a row can be read again.',
  )

export const notPersisted = (state: InstanceState) =>
  invalidRequest(
    `Instance '${address(state)}' is not persisted`,
    'Only an object that has a row can be deleted. Add it and commit first, or take it out with db.session.expunge(...).',
  )

export const notInSession = (state: InstanceState) =>
  invalidRequest(`Instance ${address(state)} is not present in this Session`, 'Add it first: db.session.add(...).')

export const couldNotRefresh = (state: InstanceState) =>
  invalidRequest(`Could not refresh instance '${address(state)}'`, 'Its row is gone.')

export function detached(state: InstanceState, attribute: string | null): TermError {
  const what =
    attribute === null
      ? `Instance ${address(state)} is not bound to a Session; attribute refresh operation cannot proceed`
      : `Parent instance ${address(state)} is not bound to a Session; lazy load operation of attribute '${attribute}' cannot proceed`
  const error = new TermError(
    'DetachedInstanceError',
    `${what} (Background on this error at: https://sqlalche.me/e/14/bhk3)`,
    'The object has left its session. Load it again, or read the attribute before the session is closed.',
  )
  error.code = 'bhk3'
  return error
}

/** A dynamic relationship of an object outside of a session was refined (rel/112). */
export function noContextualSession(state: InstanceState, attribute: string): TermError {
  const error = new TermError(
    'DetachedInstanceError',
    `Parent instance ${address(state)} is not bound to a Session, and no contextual session is established; lazy load operation of attribute '${attribute}' cannot proceed (Background on this error at: https://sqlalche.me/e/14/bhk3)`,
    'Add the object first: db.session.add(...).',
  )
  error.code = 'bhk3'
  return error
}

export const objectDeleted = (state: InstanceState) =>
  new TermError(
    'ObjectDeletedError',
    `Instance '${address(state)}' has been deleted, or its row is otherwise not present.`,
    'Somebody deleted the row. Do not use the object any more.',
  )

export function pendingRollback(cause: Error): TermError {
  const error = new TermError(
    'PendingRollbackError',
    `This Session's transaction has been rolled back due to a previous exception during flush. To begin a new transaction with this Session, first issue Session.rollback(). Original exception was: ${cause.message} (Background on this error at: https://sqlalche.me/e/14/7s2a)`,
    'Call db.session.rollback(), then go on.',
  )
  error.code = '7s2a'
  return error
}

export const noResult = () =>
  new TermError('NoResultFound', 'No row was found when one was required', 'Use first() or oneOrNone() when there may be none.')
export const multipleResults = (orNone: boolean) =>
  new TermError(
    'MultipleResultsFound',
    `Multiple rows were found when ${orNone ? 'one or none' : 'exactly one'} was required`,
    'Narrow the filter, or use first().',
  )

export const staleUpdate = (table: string, expected: number, matched: number) =>
  new TermError(
    'StaleDataError',
    `UPDATE statement on table '${table}' expected to update ${expected} row(s); ${matched} were matched.`,
    'The row was changed or deleted behind the session.',
  )
export const staleDelete = (table: string, expected: number, matched: number) =>
  new TermError(
    'StaleDataError',
    `DELETE statement on table '${table}' expected to delete ${expected} row(s); Only ${matched} were matched.`,
    'The row was deleted behind the session.',
  )

export const notListLike = (found: unknown) =>
  typeError(`Incompatible collection type: ${typeName(found)} is not list-like`, 'Assign a list: role.users = [susan, david].')

function typeName(v: unknown): string {
  if (v === null || v === undefined) return 'None'
  if (typeof v === 'string') return 'str'
  if (v instanceof Set) return 'set'
  if (typeof v === 'object') return (v as object).constructor?.name ?? 'object'
  return typeof v
}

/** Something that is no object of a model was given to the session. */
export function unmapped(given: unknown): TermError {
  const cls = typeof given === 'function' ? (given as { __className__?: string }).__className__ : undefined
  return new TermError(
    'UnmappedInstanceError',
    cls === undefined
      ? `Class 'builtins.${unmappedType(given)}' is not mapped`
      : `Class 'flask_sqlalchemy.model.DefaultMeta' is not mapped; was a class (${cls}) supplied where an instance was required?`,
    Array.isArray(given)
      ? 'Use addAll(...) for a list.'
      : cls === undefined
        ? 'Give an object of a model class.'
        : `Give an object of the class: new ${cls}({ ... }).`,
  )
}

function unmappedType(v: unknown): string {
  if (v === null || v === undefined) return 'NoneType'
  if (typeof v === 'string') return 'str'
  return typeof v === 'object' ? (v.constructor?.name ?? 'object') : typeof v
}

/** A value that is no mapped object was given where one is needed (orm/110). */
export function notMapped(value: unknown): TermError {
  const type =
    typeof value === 'string' ? 'str' : typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float') : typeName(value)
  return new TermError(
    'AttributeError',
    `'${type}' object has no attribute '_sa_instance_state'`,
    'Give an object of the model class.',
  )
}

export const lazyRaise = (relationship: string) =>
  invalidRequest(
    `'${relationship}' is not available due to lazy='raise'`,
    'Load it with the query: .options(db.joinedload(...)) or db.selectinload(...).',
  )

export const noKey = (className: string, table: string) =>
  argumentError(
    `Mapper mapped class ${className}->${table} could not assemble any primary key columns for mapped table '${table}'`,
    'Give the model a primary key: id: db.Column(db.Integer, { primaryKey: true }).',
  )

export const noSuchProperty = (table: string, key: string, known: string[]) =>
  invalidRequest(`Entity namespace for "${table}" has no property "${key}"`, `It has: ${known.join(', ')}.`)

export const notFound = (description?: string) =>
  new TermError(
    'NotFound',
    `404 Not Found: ${description ?? 'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.'}`,
    null,
  )

/** Not exactly one row is page not found. */
export function orNotFound<T>(one: () => T, description?: string): T {
  try {
    return one()
  } catch (error) {
    if (error instanceof Error && (error.name === 'NoResultFound' || error.name === 'MultipleResultsFound'))
      throw notFound(description)
    throw error
  }
}

export function missingKeyDefault(column: Column): string {
  return `Column '${column.table.name}.${column.name}' is marked as a member of the primary key for table '${column.table.name}', but has no Python-side or server-side default generator indicated, nor does it indicate 'autoincrement=True' or 'nullable=True', and no explicit value is passed.  Primary key columns typically may not store NULL.`
}
