import {
  type BackrefSpec,
  type ColumnField,
  type ColumnOptions,
  checkOptions,
  parseCascade,
  type RelationshipOptions,
  type RelationshipSpec,
} from '../orm'
import {
  argumentError,
  asType,
  type Constraint,
  Expression,
  type ForeignKeySpec,
  isType,
  literalSql,
  notASchemaItem,
  type ReferentialAction,
  type ServerDefault,
} from '../schema'

/** Options of a foreign key, in SQLAlchemy's spelling. */
export interface ForeignKeyOptions {
  name?: string
  ondelete?: string
  onupdate?: string
}

/** What `db.ForeignKey()` gives: a small column option. */
export interface ForeignKeyField {
  foreignKey: string
  foreignKeyOptions?: ForeignKeyOptions
}

export const ForeignKey = (target: string, options?: ForeignKeyOptions): ForeignKeyField => {
  if (typeof target !== 'string')
    throw argumentError(`ForeignKey expects 'table.column', got ${String(target)}`, "Write db.ForeignKey('roles.id').")
  return options ? { foreignKey: target, foreignKeyOptions: options } : { foreignKey: target }
}

const isOptions = (x: unknown): x is ColumnOptions & Partial<ForeignKeyField> =>
  typeof x === 'object' && x !== null && !Array.isArray(x) && !isType(x) && !(x instanceof Expression)

/** `db.Column(type, options or ForeignKey, more)`. @throws TermError ArgumentError, TypeError (schema/090) */
export function Column(...args: unknown[]): ColumnField {
  let name: string | null = null
  const rest = [...args]
  if (typeof rest[0] === 'string') {
    // Column('db_name', Integer) of Python; a lone string is a type that somebody put in quotes
    if (rest.length < 2 || !asType(rest[1])) throw notASchemaItem(rest[0])
    name = rest.shift() as string
  }
  const type = rest.length && asType(rest[0]) !== null ? asType(rest.shift()) : null
  const options: ColumnOptions = {}
  const foreignKeys: ForeignKeySpec[] = []
  let check: string | null = null
  for (const given of rest) {
    if (given === undefined || given === null) continue
    if ((given as Constraint).kind === 'check') {
      check = (given as Constraint & { kind: 'check' }).sql
      continue
    }
    if (!isOptions(given)) throw notASchemaItem(given)
    checkOptions(given)
    const { foreignKey, foreignKeyOptions, ...own } = given
    if (typeof foreignKey === 'string') foreignKeys.push(foreignKeySpec(foreignKey, foreignKeyOptions))
    Object.assign(options, own)
  }
  if (type === null && foreignKeys.length === 0) {
    return { kind: 'column', name: options.name ?? name, spec: { ...spec(options), type: null } }
  }
  return {
    kind: 'column',
    name: options.name ?? name,
    spec: { ...spec(options), type, foreignKeys, check: options.check ?? check },
  }
}

function spec(o: ColumnOptions): Omit<ColumnField['spec'], 'type'> {
  return {
    primaryKey: o.primaryKey,
    nullable: o.nullable,
    unique: o.unique,
    index: o.index,
    default: o.default,
    onupdate: o.onupdate,
    serverDefault: serverDefault(o.serverDefault),
    autoincrement: o.autoincrement,
    comment: o.comment,
    computed: o.computed ?? null,
  }
}

export function foreignKeySpec(target: string, o: ForeignKeyOptions = {}): ForeignKeySpec {
  const action = (a: string | undefined) => (a ? (a.toUpperCase() as ReferentialAction) : null)
  return { target, name: o.name ?? null, onDelete: action(o.ondelete), onUpdate: action(o.onupdate) }
}

/** A string is quoted, an expression is SQL. @throws TermError ArgumentError for a number (schema/031) */
function serverDefault(given: unknown): ServerDefault | null {
  if (given === undefined || given === null) return null
  if (typeof given === 'string') return { kind: 'string', value: given }
  if (given instanceof Expression) {
    const sql = literalSql(given.node)
    return { kind: 'sql', sql: given.node.k === 'raw' && given.node.names !== undefined ? sql : `(${sql})` }
  }
  throw argumentError(
    `Argument 'arg' is expected to be one of type '<class 'str'>' or '<class 'sqlalchemy.sql.elements.ClauseElement'>' or '<class 'sqlalchemy.sql.elements.TextClause'>', got '${typeof given}'`,
    `A server default is SQL: write serverDefault: '${String(given)}', or db.text('...').`,
  )
}

/** @throws TermError ArgumentError for an unknown cascade (rel/132) */
export function relationship(target: RelationshipSpec['target'], options: RelationshipOptions = {}): RelationshipSpec {
  parseCascade(options.cascade, options.viewonly ?? false)
  return { kind: 'relationship', target, options }
}
export const backref = (name: string, options: RelationshipOptions = {}): BackrefSpec => ({ name, options })

const split = (args: unknown[]): { names: string[]; name: string | null } => {
  const last = args.at(-1)
  const options = typeof last === 'object' && last !== null ? (args.pop() as { name?: string }) : {}
  return { names: args.map(String), name: options.name ?? null }
}

/** `db.UniqueConstraint('a', 'b', { name })`: column names of the database. */
export const UniqueConstraint = (...args: unknown[]): Constraint => {
  const { names, name } = split(args)
  return { kind: 'unique', name, columns: names }
}
export const PrimaryKeyConstraint = (...args: unknown[]): Constraint => {
  const { names, name } = split(args)
  return { kind: 'primaryKey', name, columns: names }
}
/** `db.CheckConstraint('amount > 0', { name })`. */
export const CheckConstraint = (sql: string | Expression, options: { name?: string } = {}): Constraint => ({
  kind: 'check',
  name: options.name ?? null,
  sql: typeof sql === 'string' ? sql : literalSql(sql.node),
})
export const ForeignKeyConstraint = (columns: string[], targets: string[], options: ForeignKeyOptions = {}): Constraint => {
  const specs = targets.map((t) => foreignKeySpec(t, options))
  const dot = (t: string) => t.lastIndexOf('.')
  return {
    kind: 'foreignKey',
    name: options.name ?? null,
    columns,
    table: targets[0]!.slice(0, dot(targets[0]!)),
    targets: targets.map((t) => t.slice(dot(t) + 1)),
    onDelete: specs[0]!.onDelete ?? null,
    onUpdate: specs[0]!.onUpdate ?? null,
  }
}
export const Index = (name: string | null, ...args: unknown[]) => {
  const last = args.at(-1)
  const options = typeof last === 'object' && last !== null ? (args.pop() as { unique?: boolean }) : {}
  return { name: name ?? '', columns: args.map(String), unique: options.unique ?? false }
}
export const Computed = (sql: string, options: { persisted?: boolean } = {}) => ({
  computed: { sql, persisted: options.persisted ?? null },
})
