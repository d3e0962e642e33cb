import { PythonError, type PythonFunction, Tuple, typeName } from './values'

/** A built-in exception class, or one of the library's, by name. */
export class ExceptionType {
  constructor(readonly name: string) {}
}

/** The classes above an exception's own, where scripts may catch it by one of them. */
const parents: Record<string, string> = {
  KeyError: 'LookupError',
  IndexError: 'LookupError',
  IntegrityError: 'DatabaseError',
  OperationalError: 'DatabaseError',
  ProgrammingError: 'DatabaseError',
  DatabaseError: 'DBAPIError',
  InterfaceError: 'DBAPIError',
  DBAPIError: 'StatementError',
  StatementError: 'SQLAlchemyError',
  InvalidRequestError: 'SQLAlchemyError',
  ArgumentError: 'SQLAlchemyError',
  CompileError: 'SQLAlchemyError',
  CircularDependencyError: 'SQLAlchemyError',
  StaleDataError: 'SQLAlchemyError',
  DetachedInstanceError: 'SQLAlchemyError',
  NoResultFound: 'InvalidRequestError',
  MultipleResultsFound: 'InvalidRequestError',
  PendingRollbackError: 'InvalidRequestError',
  ObjectDeletedError: 'InvalidRequestError',
  NoReferencedTableError: 'InvalidRequestError',
  NoReferencedColumnError: 'InvalidRequestError',
  UnmappedInstanceError: 'InvalidRequestError',
  NoForeignKeysError: 'ArgumentError',
  AmbiguousForeignKeysError: 'ArgumentError',
  NoSuchModuleError: 'ArgumentError',
  NotFound: 'HTTPException',
}

/** Whether an exception of one class is caught by another. */
export function isSubclass(name: string, of: string): boolean {
  if (of === 'Exception' || of === 'BaseException') return true
  for (let at: string | undefined = name; at !== undefined; at = parents[at]) if (at === of) return true
  return false
}

/** The type of a value, as `type()` gives it. */
export class TypeObject {
  constructor(
    readonly name: string,
    /** The JavaScript class behind it, for `is` and `isinstance`. */
    readonly of: unknown,
  ) {}
}

/** What `@property` makes of a function. */
export class Property {
  constructor(readonly get: PythonFunction) {}
}

/** What `@staticmethod` and `@classmethod` make of a function. */
export class StaticMethod {
  constructor(
    readonly f: PythonFunction,
    /** The class is its first argument. */
    readonly ofClass: boolean,
  ) {}
}

/** Something with a `next`: generators, `iter(...)`, `itertools.count()`. */
export class PythonIterator {
  constructor(private readonly source: Iterator<unknown>) {}
  next(): unknown {
    const { done, value } = this.source.next()
    if (done) throw new PythonError('StopIteration', '')
    return value
  }
  *[Symbol.iterator](): Iterator<unknown> {
    for (let r = this.source.next(); !r.done; r = this.source.next()) yield r.value
  }
}

/** Python's type names for what `isinstance` compares with. */
export function isNativeInstance(value: unknown, type: string): boolean {
  const own = typeName(value)
  if (type === 'object') return true
  if (type === 'int') return own === 'int' || own === 'bool'
  if (type === 'float') return own === 'float'
  if (type === 'date') return own === 'datetime'
  if (type === 'list') return Array.isArray(value) && !(value instanceof Tuple)
  return own === type
}
