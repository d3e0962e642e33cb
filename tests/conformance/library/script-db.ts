import { isPlainObject, type Keywords, Missing, pythonFunction } from '../python/values'
import { BackrefDeclaration, ColumnDeclaration, RelationshipDeclaration, SchemaItem } from './declarations'
import { type Library, native, options } from './library'
import { buildColumn, schemaItem } from './models'
import { apiName, attributeName } from './names'

const items = [
  'ForeignKey',
  'CheckConstraint',
  'Computed',
  'UniqueConstraint',
  'ForeignKeyConstraint',
  'PrimaryKeyConstraint',
  'Index',
] as const

/** What `db.<name>` is in a script. @throws Missing */
export function dbMember(library: Library, name: string): unknown {
  const declared = declarations(library)[name]
  if (declared) return pythonFunction(name, declared)
  if (name === 'Model') return library.modelBase
  const key = apiName(name)
  const value = (library.db as Record<string, unknown>)[key]
  if (value === undefined) throw new Missing(`db has no ${key}`)
  if (typeof value !== 'function' || /^class\b/.test(Function.prototype.toString.call(value)) || /^[A-Z]/.test(name))
    return isTypeFunction(name, value) ? typeFunction(value as never) : value
  return pythonFunction(name, (args, kw) => {
    const made = library.call(key, ...args.map(native), ...(Object.keys(kw).length > 0 ? [options(kw)] : []))
    if (isPlainObject(made)) library.own.add(made)
    return made
  })
}

const isTypeFunction = (name: string, value: unknown) =>
  typeof value === 'function' &&
  /^[A-Z]/.test(name) &&
  name !== 'Query' &&
  !/^class\b/.test(Function.prototype.toString.call(value))

/** `db.String`, which is called with options or stands alone. */
function typeFunction(make: ((...args: unknown[]) => unknown) & Record<string, unknown>): unknown {
  const wrapped = ((...args: unknown[]) => make(...args)) as typeof make
  for (const key of Object.keys(make)) wrapped[key] = make[key]
  return wrapped
}

function declarations(library: Library): Record<string, (args: unknown[], kw: Keywords) => unknown> {
  const made: Record<string, (args: unknown[], kw: Keywords) => unknown> = {
    Column(args, kw) {
      // built here too, so that a wrong option is refused where Python refuses it
      buildColumn(library, args, kw, null)
      return new ColumnDeclaration(args, kw)
    },
    relationship: (args, kw) => new RelationshipDeclaration(args, kw),
    backref: (args, kw) => new BackrefDeclaration(args[0] as string, kw),
    Table(args, kw) {
      const columns: Record<string, unknown> = {}
      const constraints: unknown[] = []
      const names = args.filter((a) => typeof a === 'string')
      for (const item of args) {
        if (item instanceof ColumnDeclaration) {
          const name = item.args[0] as string
          columns[attributeName(name)] = buildColumn(library, item.args, item.keywords, name)
        } else if (item instanceof SchemaItem) constraints.push(schemaItem(library, item))
      }
      const given = { ...options(kw), ...(constraints.length > 0 ? { constraints } : {}) }
      return library.call('Table', names[0], columns, ...(Object.keys(given).length > 0 ? [given] : []))
    },
  }
  made.aliased = ([model, ...args], kw) => {
    const alias = library.call('aliased', model, ...('name' in kw ? [kw.name] : args)) as object
    library.own.add(alias)
    return alias
  }
  // functions in Python, methods of the expression here
  for (const method of ['nullsfirst', 'nullslast', 'nulls_first', 'nulls_last', 'between', 'collate'])
    made[method] = ([expression, ...args]) =>
      (expression as Record<string, (...given: unknown[]) => unknown>)[apiName(method)]!(...args.map(native))
  for (const kind of items) made[kind] = (args, kw) => new SchemaItem(kind, args, kw)
  return made
}
