import type { SqlValue } from '../../protocol'
import { argumentError, statementError, TermError, typeError } from './errors'
import { callable, define, plain, type SqlType } from './type-definition'

export * from './temporal-types'
export { type CallableType, type DialectName, type SqlType, unsupportedValue } from './type-definition'

import { DateTime } from './temporal-types'

function bindInteger(value: unknown): SqlValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  return plain(value, 'Integer')
}

export const Integer = callable<number>({ name: 'Integer', ddl: 'INTEGER', affinity: 'integer', bind: bindInteger })

export const SmallInteger = callable<number>({ name: 'SmallInteger', ddl: 'SMALLINT', affinity: 'integer', bind: bindInteger })

export const BigInteger = callable<number | bigint>({
  name: 'BigInteger',
  ddl: 'BIGINT',
  affinity: 'integer',
  bind: bindInteger,
})

/** Text of at most `length` characters; SQLite does not check the length. */
export function StringType(length?: number): SqlType<string> {
  return define<string>({
    name: 'String',
    args: length === undefined ? {} : { length },
    affinity: 'text',
    bind: (v) => (typeof v === 'string' ? v : plain(v, 'String')),
    ddl: (d) => {
      if (length !== undefined) return `VARCHAR(${length})`
      if (d === 'mysql')
        throw new TermError('CompileError', 'VARCHAR requires a length on dialect mysql', 'Give a length: db.String(64).')
      return 'VARCHAR'
    },
  })
}

export const Text = callable<string>({ name: 'Text', ddl: 'TEXT', affinity: 'text', bind: (v) => plain(v, 'Text') })

export const BooleanType = callable<boolean>({
  name: 'Boolean',
  ddl: (d) => (d === 'mysql' ? 'BOOL' : 'BOOLEAN'),
  affinity: 'boolean',
  bind(v) {
    if (v === true || v === 1 || v === 1n) return 1
    if (v === false || v === 0 || v === 0n) return 0
    if (v === null || v === undefined) return null
    if (typeof v === 'string')
      throw statementError('builtins.TypeError', `Not a boolean value: '${v}'`, 'Use true, false or null.')
    throw statementError('builtins.ValueError', `Value ${String(v)} is not None, True, or False`, 'Use true, false or null.')
  },
  result: (v) => (v === null ? (null as never) : v === 1 || v === 1n ? true : v === 0 || v === 0n ? false : Boolean(v)),
})

/** Text of a fixed or greatest length, by its SQL name. */
export const CHAR = (length?: number): SqlType<string> => ({
  ...StringType(length),
  name: 'CHAR',
  ddl: () => (length === undefined ? 'CHAR' : `CHAR(${length})`),
})

export const VARCHAR = (length?: number): SqlType<string> => ({ ...StringType(length), name: 'VARCHAR' })

function bindFloat(v: unknown): SqlValue {
  if (typeof v !== 'string') return plain(v, 'Float')
  if (v.trim() !== '' && Number.isFinite(Number(v))) return Number(v)
  throw statementError('builtins.ValueError', `could not convert string to float: '${v}'`, 'Use a number.')
}

export const Float = callable<number>({ name: 'Float', ddl: 'FLOAT', affinity: 'numeric', bind: bindFloat })

/** A fixed number of digits. SQLite stores it as a float; it is rounded to `scale` when read. */
export function Numeric(precision?: number, scale?: number): SqlType<number> {
  const digits = scale ?? 10
  return define<number>({
    name: 'Numeric',
    args: { precision, scale },
    affinity: 'numeric',
    ddl: (d) =>
      precision === undefined
        ? d === 'sqlite' || d === 'postgresql' || d === 'mysql'
          ? 'NUMERIC'
          : ''
        : scale === undefined
          ? `NUMERIC(${precision})`
          : `NUMERIC(${precision}, ${scale})`,
    bind: bindFloat,
    result: (v) => (v === null ? (null as never) : Number(Number(v).toFixed(digits))),
  })
}

/** Bytes. */
export const LargeBinary = callable<Uint8Array>({
  name: 'LargeBinary',
  ddl: (d) => (d === 'postgresql' ? 'BYTEA' : 'BLOB'),
  affinity: 'blob',
  bind(v) {
    if (v === null || v === undefined || v instanceof Uint8Array) return v ?? null
    throw statementError(
      'builtins.TypeError',
      `memoryview: a bytes-like object is required, not '${typeof v === 'string' ? 'str' : typeof v}'`,
      'Give a Uint8Array.',
    )
  },
})

/** `db.JSON.NULL`: the JSON value null, where null itself would mean "not given". */
export const JSON_NULL = Symbol('JSON null')

/** Any JSON value, stored as text. Changes inside the value are not noticed: assign a new one. */
export const JSONType = Object.assign(
  callable<unknown>({
    name: 'JSON',
    ddl: 'JSON',
    affinity: 'json',
    bindsNull: true,
    bind: (v) => pythonJson(v === JSON_NULL ? null : (v ?? null)),
    result: (v) => (v === null ? null : JSON.parse(String(v))),
  }),
  { NULL: JSON_NULL },
)

const notSerializable = (v: unknown) =>
  statementError(
    'builtins.TypeError',
    `Object of type ${v instanceof Set ? 'set' : v instanceof Map ? 'dict' : typeof v} is not JSON serializable`,
    'JSON holds text, numbers, true, false, null, lists and plain objects.',
  )

/** JSON text as Python's json.dumps spaces it, so that the stored text is the same as SQLAlchemy's. */
function pythonJson(v: unknown): string {
  // JavaScript would write them as {}
  if (v instanceof Set || v instanceof Map) throw notSerializable(v)
  if (Array.isArray(v)) return `[${v.map(pythonJson).join(', ')}]`
  if (v !== null && typeof v === 'object' && !(v instanceof Date)) {
    return `{${Object.entries(v)
      .filter(([, x]) => x !== undefined)
      .map(([k, x]) => `${pythonJson(k)}: ${pythonJson(x)}`)
      .join(', ')}}`
  }
  const text = JSON.stringify(v)
  if (text === undefined) throw notSerializable(v)
  return text.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Any value, stored as bytes (of its JSON text: JavaScript has no pickle). */
export const PickleType = callable<unknown>({
  name: 'PickleType',
  ddl: (d) => (d === 'postgresql' ? 'BYTEA' : 'BLOB'),
  affinity: 'blob',
  bind: (v) => (v === null || v === undefined ? null : new TextEncoder().encode(pythonJson(v))),
  result: (v) => (v === null ? null : JSON.parse(new TextDecoder().decode(v as Uint8Array))),
})

/** One of a list of words; or the keys of an object, whose values are used in JavaScript (a Python enum is stored by name too). */
export function Enum(...choices: (string | Record<string, unknown> | EnumOptions)[]): SqlType<unknown> {
  const last = choices.at(-1)
  const options = (choices.length > 1 || isOptions(last)) && typeof last === 'object' ? (choices.pop() as EnumOptions) : {}
  const named = typeof choices[0] === 'object' ? (choices[0] as Record<string, unknown>) : null
  const names = named ? Object.keys(named) : (choices as string[])
  const values = new Map<unknown, string>(names.map((n) => [named ? named[n] : n, n]))
  const longest = Math.max(0, ...names.map((n) => n.length))
  const unknown = (v: unknown) =>
    `'${String(v)}' is not among the defined enum values. Enum name: ${options.name ?? 'None'}. Possible values: ${names.join(', ')}`
  return define<unknown>({
    name: 'Enum',
    args: { names, ...options },
    affinity: 'text',
    ddl: (d) => {
      if (d === 'sqlite' || options.nativeEnum === false) return `VARCHAR(${options.length ?? longest})`
      if (d === 'mysql') return `ENUM(${names.map((n) => `'${n}'`).join(',')})`
      if (!options.name)
        throw new TermError(
          'CompileError',
          'PostgreSQL ENUM type requires a name.',
          "Add a name: db.Enum('a', 'b', { name: 'kind' }).",
        )
      return options.name
    },
    bind(v) {
      if (v === null || v === undefined) return null
      const stored = values.get(v)
      if (stored !== undefined) return stored
      if (typeof v === 'string' && (names.includes(v) || !options.validateStrings)) return v
      throw statementError('builtins.LookupError', unknown(v), `Use one of: ${names.join(', ')}.`)
    },
    result(v) {
      if (v === null) return null
      const name = String(v)
      if (!names.includes(name))
        throw new TermError('LookupError', unknown(name), 'The row holds a word that the column type does not list.')
      return named ? named[name] : name
    },
  })
}

export interface EnumOptions {
  /** Name of the type on PostgreSQL. */
  name?: string
  /** Refuse unknown words when writing. */
  validateStrings?: boolean
  createConstraint?: boolean
  /** false: VARCHAR on every database. */
  nativeEnum?: boolean
  length?: number
}

const isOptions = (o: unknown) =>
  typeof o === 'object' &&
  o !== null &&
  ['name', 'validateStrings', 'createConstraint', 'nativeEnum', 'length'].some((k) => k in o)

/** The type of a bare value, when no column says more. */
export function typeOfValue(value: unknown): SqlType | null {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? Integer : Float
    case 'bigint':
      return BigInteger
    case 'string':
      return Text
    case 'boolean':
      return BooleanType
    default:
      return value instanceof Date ? DateTime : value instanceof Uint8Array ? LargeBinary : null
  }
}

/** Resolves what was given as a type: a type, or a type function without its call (`db.String`). */
export function asType(given: unknown): SqlType | null {
  if (isType(given)) return given
  if (typeof given === 'function') {
    const made = (given as () => unknown)()
    return isType(made) ? made : null
  }
  return null
}

export const isType = (x: unknown): x is SqlType =>
  (typeof x === 'object' || typeof x === 'function') && x !== null && (x as SqlType).kind === 'type'

/** SQLAlchemy's refusal of anything but a type or a constraint as a positional argument of Column. */
export function notASchemaItem(found: unknown): TermError {
  const what = typeof found === 'string' ? 'string' : found === null ? 'None' : typeof found
  return argumentError(
    `'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got ${typeof found === 'string' ? `'${found}'` : what}`,
    'The first argument of db.Column is a type of db, such as db.String(64): db.Column(db.Integer, { primaryKey: true }).',
  )
}

export { typeError }
