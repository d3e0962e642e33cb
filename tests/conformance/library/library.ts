import { Decimal, isPlainObject, type Keywords, TimeDelta, Tuple } from '../python/values'
import { EnumClass, type PlainClass } from './declarations'
import type { FlaskNames } from './flask'
import { apiName } from './names'

export type ModelClass = Record<string, unknown> & (new (...args: unknown[]) => object)

/** What the runner remembers of a model class beside the class itself. */
export interface ModelRecord {
  name: string
  model: ModelClass
  /** Python's names of the attributes that were declared. */
  pythonNames: Map<string, string>
  /** Classes without a table that this one takes members from. */
  bases: PlainClass[]
}

/** The library under test, as the bridge sees it. */
export interface Library {
  /** Replaced when the script makes its own with `SQLAlchemy(app)`. */
  db: Record<string, never> & { register?(model: unknown): void }
  /** Stands for `db.Model` as a base class. */
  readonly modelBase: object
  readonly records: Map<unknown, ModelRecord>
  /** Plain objects of the library that are no dicts to a script. */
  readonly own: WeakSet<object>
  /** What Flask and its extensions offer, by name. */
  readonly flask: FlaskNames
  /** Checks a database URL as `create_engine()` does. */
  createEngine(url: string): unknown
  /** Calls `db.<name>(...)`. @throws Missing */
  call(name: string, ...args: unknown[]): unknown
  /** Evaluates a Python expression at the top level of the script. */
  evaluate(python: string): unknown
}

/** A value as our library takes it: numbers for decimals, milliseconds for intervals, arrays for tuples. */
export function native(v: unknown): unknown {
  if (v instanceof Decimal) return Number(v.text)
  if (v instanceof TimeDelta) return v.ms
  if (v instanceof Tuple) return Array.from(v, native)
  if (v instanceof EnumClass) return Object.fromEntries([...v.members].map(([name, member]) => [name, member]))
  if (Array.isArray(v) && v.constructor === Array && v.some((x) => native(x) !== x)) return v.map(native)
  if (isPlainObject(v) && Object.values(v).some((x) => x instanceof Decimal || x instanceof TimeDelta)) {
    return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, native(x)]))
  }
  return v
}

/** Keyword arguments as the one options object that our functions take last. */
export function options(keywords: Keywords): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keywords).map(([k, v]) => [apiName(k), native(v)]))
}
