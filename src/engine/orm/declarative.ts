import {
  type ColumnSpec,
  type Constraint,
  type ForeignKeySpec,
  type Index,
  invalidRequest,
  type MetaData,
  snakeCase,
  TermError,
  typeError,
} from '../schema'
import { AttributeExpression, RelationshipExpression } from './attribute-expression'
import { readRelated, writeRelated } from './attributes'
import { missingColumn, writeColumn } from './column-attribute'
import { invalidKeyword, positionalArgument } from './errors'
import { Mapper, type ModelClass, type Registry } from './mapper'
import { Query } from './query'
import { newQuery } from './query-data'
import { parseCascade, type Relationship, type RelationshipSpec } from './relationship'
import { attach, DEFERRED, EXPIRED, InstanceState, ownState, stateOf } from './state'

/** What `db.Column()` returns: a column without its name and table. */
export interface ColumnField {
  kind: 'column'
  spec: Omit<ColumnSpec, 'name'>
  /** Name in the database, when it is not the attribute's in snake_case. */
  name: string | null
}
export type Field = ColumnField | RelationshipSpec

/** What `__table_args__` holds in Python. */
export interface ModelOptions {
  constraints?: Constraint[]
  indexes?: Index[]
  sqliteAutoincrement?: boolean
  comment?: string
  extendExisting?: boolean
}

/** Default table name: `BlogPost` -> `blog_post`, `HTTPServer` -> `http_server` (schema/050). */
export const tableName = (className: string): string =>
  className
    .replace(/((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))/g, '_$1')
    .toLowerCase()
    .replace(/^_+/, '')

const reserved = new Set(['metadata', 'query', 'prototype', 'length', 'constructor'])

/**
 * The base class that `class User extends db.Model('users', {...})` extends: makes the table at once and registers the
 * subclass when it is first used.
 * @param name table name, or null for the default one
 * @throws TermError InvalidRequestError (reserved names, a table defined twice), ArgumentError (no primary key)
 */
export function modelClass(
  registry: Registry,
  metadata: MetaData,
  name: string | null,
  fields: Record<string, Field>,
  options: ModelOptions,
): ModelClass {
  for (const key of Object.keys(fields)) {
    if (reserved.has(key))
      throw invalidRequest(
        `Attribute name '${key}' is reserved for the ${key === 'metadata' ? 'MetaData instance' : 'model class itself'} when using a declarative base class.`,
        `Choose another attribute name, and keep the column: { name: '${key}' }.`,
      )
  }
  let mapper: Mapper | null = null
  const Base = class {
    constructor(values?: Record<string, unknown>) {
      const m = register(new.target as unknown as ModelClass)
      registry.configure()
      const s = new InstanceState(m, this, new Array(m.columns.length))
      attach(this, s)
      if (values === undefined || values === null) return
      if (typeof values !== 'object' || Array.isArray(values) || stateOf(values)) throw positionalArgument(m.className)
      const self = this as Record<string, unknown>
      for (const key in values) {
        const column = m.byKey.get(key)
        if (column) {
          const value = values[key]
          s.row[column.index] = value === undefined ? null : value
        } else if (m.relationshipsByKey.has(key)) self[key] = values[key]
        else throw invalidKeyword(key, m.className, m.attributeNames)
      }
    }
    toString(): string {
      return defaultText(ownState(this))
    }
  } as unknown as ModelClass & Record<string, unknown>

  const columns = Object.entries(fields).filter((f): f is [string, ColumnField] => f[1].kind === 'column')

  function makeMapper(className: string): Mapper {
    const tableNameGiven = name ?? tableName(className)
    const table = metadata.add(
      {
        name: tableNameGiven,
        columns: columns.map(([key, c]) => ({ ...c.spec, name: c.name ?? snakeCase(key) })),
        constraints: options.constraints,
        indexes: options.indexes,
        sqliteAutoincrement: options.sqliteAutoincrement,
        comment: options.comment,
      },
      { extendExisting: options.extendExisting },
    )
    try {
      const made = new Mapper(
        registry,
        Base,
        className,
        table,
        columns.map(([key]) => key),
      )
      for (const [key, f] of Object.entries(fields)) {
        if (f.kind !== 'relationship') continue
        made.declared.set(key, f)
        const { deleteOrphan, delete: deletes } = parseCascade(f.options.cascade, f.options.viewonly ?? false)
        if (deleteOrphan && !deletes)
          registry.warn(
            "The 'delete-orphan' cascade option requires 'delete'.",
            `Write cascade: 'all, delete-orphan' for ${key}.`,
          )
      }
      return made
    } catch (error) {
      metadata.tables.delete(tableNameGiven)
      throw error
    }
  }

  function register(cls: ModelClass): Mapper {
    if (mapper !== null && (mapper.cls === cls || cls === Base)) return mapper
    const className = classNameOf(cls)
    if (mapper === null) {
      mapper = makeMapper(className)
      installColumns(mapper, Base, register)
    }
    if (cls === Base) return mapper
    if (mapper.cls !== Base) return mapper
    mapper.adopt(cls, className)
    // a class has a `name` of its own, which would hide a column called name
    for (const own of ['name', 'length'])
      if (mapper.byKey.has(own) && Object.hasOwn(cls, own)) delete (cls as unknown as Record<string, unknown>)[own]
    Object.defineProperty(cls, '__className__', { value: className, configurable: true })
    const taken = registry.models.get(className)
    if (taken && taken !== mapper) {
      registry.warn(
        `This declarative base already contains a class with the same class name and module name as ${className}, and will be replaced in the string-lookup table.`,
        'Two models have the same class name.',
      )
    }
    registry.models.delete(` ${mapper.table.name}`)
    registry.models.set(className, mapper)
    return mapper
  }

  if (name !== null) {
    // with a name the table exists as soon as the class statement runs, so that createAll() finds it
    mapper = makeMapper(name)
    installColumns(mapper, Base, register)
    registry.models.set(` ${name}`, mapper)
  }
  Object.defineProperties(Base, {
    __register__: { value: register },
    __mapper__: {
      get(this: ModelClass) {
        return register(this)
      },
    },
    __tablename__: {
      get(this: ModelClass) {
        return register(this).table.name
      },
    },
    __table__: {
      get(this: ModelClass) {
        return registry.tableObject(register(this).table)
      },
    },
    query: {
      configurable: true,
      get(this: ModelClass) {
        const m = register(this)
        registry.configure()
        return new Query(() => registry.currentSession(), newQuery([{ k: 'model', mapper: m, source: m.source }]))
      },
    },
  })
  for (const [key, f] of Object.entries(fields)) {
    if (f.kind !== 'relationship') continue
    Object.defineProperty(Base, key, {
      configurable: true,
      get(this: ModelClass) {
        const m = register(this)
        return new RelationshipExpression(m, key, m.source)
      },
    })
  }
  return Base
}

const classNameOf = (cls: ModelClass): string => {
  const own = Object.getOwnPropertyDescriptor(cls, '__className__')?.value ?? Object.getOwnPropertyDescriptor(cls, 'name')?.value
  return typeof own === 'string' && own ? own : 'Model'
}

/** Accessors for columns: on the prototype for objects, on the class for expressions. */
function installColumns(mapper: Mapper, Base: ModelClass, register: (cls: ModelClass) => Mapper): void {
  for (const { key, index, column } of mapper.columns) {
    Object.defineProperty(Base.prototype, key, {
      configurable: true,
      enumerable: true,
      get(this: object) {
        const s = ownState(this)
        const v = s.row[index]
        return v === undefined || v === EXPIRED || v === DEFERRED ? missingColumn(s, index) : v
      },
      set(this: object, value: unknown) {
        writeColumn(ownState(this), index, value)
      },
    })
    let expression: AttributeExpression | null = null
    Object.defineProperty(Base, key, {
      configurable: true,
      get(this: ModelClass) {
        const m = register(this)
        if (expression === null || expression.node.type !== column.type) expression = new AttributeExpression(m, key, column)
        return expression
      },
    })
  }
}

/** Accessors for a relationship, once it is known (backrefs appear on the other class). */
export function installRelationship(r: Relationship): void {
  const { key } = r
  // the learner's class may declare a getter of that name: it stays
  if (Object.hasOwn(r.parent.cls.prototype, key)) return
  const base = baseOf(r.parent)
  Object.defineProperty(base.prototype, key, {
    configurable: true,
    enumerable: true,
    get(this: object) {
      const s = ownState(this)
      const there = s.related === null ? undefined : s.related[r.index]
      return there !== undefined ? there : readRelated(s, r, r.parent.registry.dynamicList)
    },
    set(this: object, value: unknown) {
      writeRelated(ownState(this), r, value, r.parent.registry.dynamicList)
    },
  })
  if (!Object.hasOwn(base, key)) {
    Object.defineProperty(base, key, {
      configurable: true,
      get: () => new RelationshipExpression(r.parent, key, r.parent.source),
    })
  }
}

/** The factory's class beneath the learner's one. */
function baseOf(mapper: Mapper): ModelClass {
  let cls = mapper.cls
  while (!Object.hasOwn(cls, '__register__')) cls = Object.getPrototypeOf(cls)
  return cls
}

/** `<Thing 1>`, `<Pair 1, 2>`, `<Thing (pending 3)>` (orm/178). */
export function defaultText(s: InstanceState): string {
  const { className } = s.mapper
  const { key } = s
  if (key === null) return `<${className} (${s.session ? 'pending' : 'transient'} ${s.ref.id})>`
  return `<${className} ${key.map(String).join(', ')}>`
}

// ------------------------------------------------------------------ columns

/** Options of `db.Column()`. */
export interface ColumnOptions {
  primaryKey?: boolean
  nullable?: boolean
  unique?: boolean
  index?: boolean
  default?: unknown
  onupdate?: unknown
  serverDefault?: unknown
  autoincrement?: boolean | 'auto'
  comment?: string
  name?: string
  foreignKey?: string | ForeignKeySpec
  computed?: { sql: string; persisted: boolean | null }
  check?: string
}

const known = new Set([
  'primaryKey',
  'nullable',
  'unique',
  'index',
  'default',
  'onupdate',
  'serverDefault',
  'autoincrement',
  'comment',
  'name',
  'foreignKey',
  'foreignKeyOptions',
  'computed',
  'check',
  'info',
  'doc',
  'key',
  'quote',
  'system',
])

/** @throws TermError TypeError for a word that is no option (schema/090) */
export function checkOptions(options: object): void {
  for (const key of Object.keys(options)) {
    if (known.has(key)) continue
    const near = [...known].find((k) => k.toLowerCase() === key.toLowerCase().replace(/_/g, ''))
    throw typeError(
      `Additional arguments should be named <dialectname>_<argument>, got '${key}'`,
      near ? `Did you mean ${near}?` : `Options are: ${[...known].slice(0, 11).join(', ')}.`,
    )
  }
}

export const notConfigured = (original: Error, mapper: string): TermError =>
  invalidRequest(
    `One or more mappers failed to initialize - can't proceed with initialization of other mappers. Triggering mapper: '${mapper}'. Original exception was: ${original.message}`,
    original instanceof TermError ? original.hint : null,
  )
