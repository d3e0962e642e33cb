import type { ClassStatement } from '../python/host'
import { Property, StaticMethod } from '../python/types'
import { isPythonFunction, type Keywords, Missing, pythonFunction, Tuple, withKeywords } from '../python/values'
import {
  BackrefDeclaration,
  ColumnDeclaration,
  Deferred,
  EnumClass,
  EnumMember,
  PlainClass,
  RelationshipDeclaration,
  resolved,
  SchemaItem,
} from './declarations'
import { formClass } from './flask'
import { type Library, type ModelClass, native, options } from './library'
import { apiName, attributeName, columnName } from './names'

/** Marks a method that a script defined, with its Python function. */
export const pythonMethod = Symbol('python method')

const isType = (v: unknown) =>
  (typeof v === 'object' && v !== null && (v as { kind?: unknown }).kind === 'type') ||
  (typeof v === 'function' && !isPythonFunction(v))

/** Makes a class of ours from a Python class statement. */
export function defineClass(library: Library, statement: ClassStatement): unknown {
  if (statement.bases.some((b) => b instanceof EnumClass)) return enumClass(statement)
  if (statement.bases.includes(library.flask.formBase))
    return formClass(library.flask.formBase, statement.name, statement.members)
  const plain = statement.bases.filter((b): b is PlainClass => b instanceof PlainClass)
  const parents = statement.bases.filter((b) => typeof b === 'function')
  const model = statement.bases.includes(library.modelBase) || plain.some((p) => p.model) || parents.length > 0
  const inherited = new Map(plain.flatMap((p) => [...p.members]))
  if (!model || statement.members.get('__abstract__') === true) {
    return new PlainClass(statement.name, model, new Map([...inherited, ...statement.members]))
  }
  inherited.delete('__abstract__')
  const members = new Map([...inherited, ...statement.members])
  if (parents.length > 0) throw new Missing(`inheritance between models (${statement.name})`)
  return modelClass(library, statement.name, members, plain)
}

function enumClass(statement: ClassStatement): EnumClass {
  const made = new EnumClass(statement.name)
  for (const [name, value] of statement.members) made.members.set(name, new EnumMember(made, name, value))
  return made
}

function modelClass(library: Library, name: string, members: Map<string, unknown>, bases: PlainClass[]): ModelClass {
  const schema: Record<string, unknown> = {}
  const pythonNames = new Map<string, string>()
  const columns: [string, ColumnDeclaration][] = []
  for (const [python, value] of members) {
    if (python.startsWith('__')) continue
    const key = attributeName(python)
    if (value instanceof ColumnDeclaration) {
      schema[key] = buildColumn(library, value.args, value.keywords, python)
      columns.push([key, value])
    } else if (value instanceof RelationshipDeclaration) schema[key] = buildRelationship(library, value)
    else if (isType(value)) schema[key] = value
    else continue
    pythonNames.set(key, python)
  }
  const args = [members.get('__tablename__') ?? null, schema]
  const tableOptions = tableArguments(library, members.get('__table_args__'))
  if (tableOptions) args.push(tableOptions)
  const Base = library.call('Model', ...args) as new (...args: unknown[]) => object
  const model = { [name]: class extends Base {} }[name] as unknown as ModelClass
  for (const [python, value] of members) {
    if (value instanceof Property) {
      Object.defineProperty(model.prototype, python, {
        get(this: unknown) {
          return value.get(this)
        },
        configurable: true,
      })
    } else if (value instanceof StaticMethod) {
      const bound = pythonFunction(python, (args, kw) => value.f[withKeywords](value.ofClass ? [model, ...args] : args, kw))
      for (const on of [model, model.prototype]) Object.defineProperty(on, python, { value: bound, configurable: true })
    } else if (isPythonFunction(value)) {
      const method = function (this: unknown, ...given: unknown[]) {
        return value(this, ...given)
      }
      Object.defineProperty(method, pythonMethod, { value })
      Object.defineProperty(model.prototype, python === '__repr__' || python === '__str__' ? 'toString' : python, {
        value: method,
        configurable: true,
        writable: true,
      })
    }
  }
  library.db.register?.(model)
  for (const [key, column] of columns) column.owner ??= { model, key }
  library.records.set(model, { name, model, pythonNames, bases })
  return model
}

/** `__table_args__`: constraints, a dict of options, or a tuple of both. */
function tableArguments(library: Library, given: unknown): Record<string, unknown> | null {
  if (given === undefined) return null
  const items = given instanceof Tuple ? [...given] : [given]
  const made: Record<string, unknown> = {}
  const constraints: unknown[] = []
  const indexes: unknown[] = []
  for (const item of items) {
    if (item instanceof SchemaItem) (item.kind === 'Index' ? indexes : constraints).push(schemaItem(library, item))
    else Object.assign(made, options(item as Keywords))
  }
  if (constraints.length > 0) made.constraints = constraints
  if (indexes.length > 0) made.indexes = indexes
  return made
}

export function schemaItem(library: Library, item: SchemaItem): unknown {
  const given = item.args.map(native)
  const keywords = options(item.keywords)
  return library.call(item.kind, ...given, ...(Object.keys(keywords).length > 0 ? [keywords] : []))
}

/**
 * A column of ours. `python` is the attribute's name in the script; the column's own name is given along where our rule
 * would make another one.
 */
export function buildColumn(library: Library, args: unknown[], keywords: Keywords, python: string | null): unknown {
  const rest = [...args]
  const given: Record<string, unknown> = {}
  let name = python
  if (typeof rest[0] === 'string') name = rest.shift() as string
  if (name !== null && python !== null && columnName(attributeName(python)) !== name) given.name = name
  for (const [k, v] of Object.entries(keywords)) given[apiName(k)] = native(v)
  const positional = rest.map((a) => (a instanceof SchemaItem ? schemaItem(library, a) : native(a)))
  return library.call('Column', ...positional, ...(Object.keys(given).length > 0 ? [given] : []))
}

/** `'Purchase.item.desc()'`: each part by the rule for its kind. */
const dottedNames = (text: string) => text.replace(/\b[a-z_]\w*/gu, (w) => apiName(w))

function buildRelationship(library: Library, { args, keywords }: RelationshipDeclaration): unknown {
  const given: Record<string, unknown> = {}
  for (const [k, v] of Object.entries(keywords)) given[apiName(k)] = relationshipOption(library, k, v)
  const targets = args.map((a) => (library.records.has(a) ? () => a : native(a)))
  return library.call('relationship', ...targets, ...(Object.keys(given).length > 0 ? [given] : []))
}

function relationshipOption(library: Library, name: string, value: unknown): unknown {
  switch (name) {
    case 'backref':
      if (value instanceof BackrefDeclaration) {
        const given = Object.fromEntries(
          Object.entries(value.keywords).map(([k, v]) => [apiName(k), relationshipOption(library, k, v)]),
        )
        return library.call('backref', attributeName(value.name), given)
      }
      return typeof value === 'string' ? attributeName(value) : value
    case 'back_populates':
      return attributeName(value as string)
    case 'order_by':
      if (typeof value !== 'string') return () => resolved(value)
      return /^[\w.]+(\(\))?$/.test(value) ? dottedNames(value) : () => library.evaluate(value)
    case 'primaryjoin':
    case 'secondaryjoin':
      // a learner writes the condition as a thunk: a string of Python is no string of ours
      return typeof value === 'string' ? () => library.evaluate(value) : () => resolved(value)
    case 'foreign_keys':
    case 'remote_side':
      if (typeof value === 'string') return () => resolved(library.evaluate(value))
      return value instanceof Deferred || Array.isArray(value) ? () => resolved(value) : native(value)
    default:
      return native(value)
  }
}
