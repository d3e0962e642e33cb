import type { DatabaseUrl } from '../../../src/engine/db/url'
import { pythonFunction, Tuple } from '../python/values'
import { native } from './library'
import { columnName } from './names'
import { type Bag, defaultOf, isBag, isExpression, isQuery, isRow, Named, OfType } from './script-values'

/** Attributes of SQLAlchemy's errors, and where ours have them. */
const errorFields: Record<string, string> = { orig: 'orig', statement: 'sql', params: 'parameters', code: 'code' }
/** Fields of werkzeug's error that ours says in its message. */
const notFound: Record<string, (e: Error) => unknown> = {
  code: () => 404,
  name: () => 'Not Found',
  description: (e) => e.message.replace(/^404 Not Found: /, ''),
}

/** What Python finds under a name of an object that ours says in another way. Undefined: nothing of the kind. */
export function otherwiseSaid(object: unknown, name: string): unknown {
  if (isRow(object)) {
    if (name === '_asdict') return pythonFunction(name, () => columnKeys(object._mapping))
    if (name === 'keys') return pythonFunction(name, () => Object.keys(columnKeys(object._mapping)))
    if (name === '_fields') return Tuple.make(Object.keys(columnKeys(object._mapping)))
  }
  // our subqueries find out by themselves what the enclosing query reads
  if (name === 'correlate' && isQuery(object)) return pythonFunction(name, () => object)
  if (name === 'of_type' && isBag(object) && 'relationship' in object)
    return pythonFunction(name, ([alias]) => new OfType(object, alias))
  if (name === 'bindparams' && isExpression(object)) return withValues(object)
  if (isBag(object) && object.kind === 'type') {
    const { names, length } = object.args as { names?: string[]; length?: number }
    if (name === 'enums' && names) return names
    if (name === 'length') return length ?? (names ? Math.max(...names.map((n) => n.length)) : null)
  }
  if (object instanceof Error && object.name === 'NotFound' && name in notFound) return notFound[name]!(object)
  if (object instanceof Error && name === 'params' && isBag(object) && Array.isArray(object.parameters))
    return Tuple.make(object.parameters)
  if (object instanceof Error && name in errorFields)
    return (object as Error & Record<string, unknown>)[errorFields[name]!] ?? null
  if (name === 'drivername' && isUrl(object)) return object.driver ? `${object.dialect}+${object.driver}` : object.dialect
  if (name === 'name' && isBag(object) && isUrl(object.url)) return object.url.dialect
  if (isBag(object) && 'reverse' in object && 'spec' in object) {
    const { reverse, spec } = object as { reverse: { key: string } | null; spec: { options: Record<string, unknown> } }
    if (name === 'back_populates') return reverse?.key ?? null
    if (name === 'backref') return spec.options.backref ?? null
  }
  if (name === 'direction' && isBag(object) && typeof object.direction === 'string') return new Named(object.direction)
  if (name === 'default' && isBag(object) && 'column' in object && isBag(object.column)) return defaultOf(object.column.default)
  if (name === 'default' && isBag(object) && object.kind === 'table-column') return defaultOf(object.default)
  return undefined
}

/** A record by Python's names. */
export function columnKeys(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([k, v]) => [/^[a-z]/.test(k) ? columnName(k) : k, v]))
}

/** `text(':i').bindparams(i=2)`: our text() takes the values at once. */
const withValues = (text: Bag) =>
  pythonFunction('bindparams', (_, keywords) => {
    const node = text.node as { args: { name: string; value: unknown }[] }
    const args = node.args.map((a) => (a.name in keywords ? { ...a, value: native(keywords[a.name]) } : a))
    return new (text.constructor as new (node: unknown) => unknown)({ ...node, args })
  })

/** `engine.url`. */
export const isUrl = (v: unknown): v is DatabaseUrl => isBag(v) && 'dialect' in v && 'database' in v && 'port' in v
