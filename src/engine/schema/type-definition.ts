import type { SqlValue } from '../../protocol'
import { TermError } from './errors'

export type DialectName = 'sqlite' | 'postgresql' | 'mysql'

/** A column type: its DDL text per database and the conversion of values both ways. Null passes unconverted. */
export interface SqlType<T = unknown> {
  readonly kind: 'type'
  /** SQLAlchemy's class name: `String`. */
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
  /** The text in CREATE TABLE. @throws TermError CompileError where a database cannot have it */
  ddl(dialect: DialectName): string
  /** JavaScript value to SQLite value. Absent: passed as it is. @throws TermError StatementError */
  readonly bind?: (value: unknown) => SqlValue
  /** SQLite value to JavaScript value. Absent: passed as it is. */
  readonly result?: (value: SqlValue) => T
  /** What family operators belong to: `+` concatenates text. */
  readonly affinity: 'integer' | 'text' | 'numeric' | 'boolean' | 'date' | 'blob' | 'json' | 'null'
  /** JSON: an explicit null is stored as the JSON text `null`. */
  readonly bindsNull?: true
}

export type Definition<T> = Omit<SqlType<T>, 'kind' | 'args' | 'ddl'> & {
  args?: Record<string, unknown>
  ddl: string | ((d: DialectName) => string)
}

export const define = <T>(type: Definition<T>): SqlType<T> => {
  const { ddl } = type
  return { ...type, kind: 'type', args: type.args ?? {}, ddl: typeof ddl === 'string' ? () => ddl : ddl }
}

/** A type that may be written with and without parentheses, as in Python: `db.Integer` and `db.Integer()`. */
export type CallableType<T> = SqlType<T> & ((options?: Record<string, unknown> | number) => SqlType<T>)

export function callable<T>(type: Definition<T>): CallableType<T> {
  const plain = define(type)
  const call = (options?: Record<string, unknown> | number): SqlType<T> => {
    // a length is written for text; that of bytes and the precision of a float are not
    if (typeof options === 'number')
      return plain.affinity !== 'text'
        ? plain
        : { ...plain, args: { length: options }, ddl: (d) => `${plain.ddl(d)}(${options})` }
    return options ? { ...plain, args: options } : plain
  }
  Object.defineProperty(call, 'name', { value: plain.name })
  const { name: _, ...rest } = plain
  return Object.assign(call, rest) as unknown as CallableType<T>
}

export const pad = (n: number, width = 2) => String(n).padStart(width, '0')

/** Integer, String and Text pass what SQLite can store; what it cannot is refused with its type named. */
export function plain(value: unknown, type: string): SqlValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
      return value
    case 'boolean':
      return value ? 1 : 0
    default:
      if (value === null || value === undefined) return null
      if (value instanceof Uint8Array) return value
      throw unsupportedValue(value, type)
  }
}

export function unsupportedValue(value: unknown, type: string): TermError {
  const shown = Array.isArray(value)
    ? 'list'
    : value instanceof Date
      ? 'datetime'
      : ((value as object)?.constructor?.name ?? typeof value)
  const error = new TermError(
    'ProgrammingError',
    `(sqlite3.ProgrammingError) Error binding parameter: type '${shown}' is not supported`,
    `A ${type} column takes text, numbers, booleans or null.`,
  )
  error.code = 'f405'
  return error
}
