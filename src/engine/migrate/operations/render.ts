import { unreachable } from '../../../protocol'
import type { ColumnSpec, Constraint, ServerDefault, TableSpec } from '../../schema/table'
import type { SqlType } from '../../schema/types'
import type { AlterColumn, Operation, TableOperation } from './types'

/** Reflected types that `sa` has under their own name. */
export const reflectedNames = [
  'BIGINT',
  'BLOB',
  'BOOLEAN',
  'CHAR',
  'DATE',
  'DATETIME',
  'DECIMAL',
  'FLOAT',
  'INTEGER',
  'JSON',
  'NUMERIC',
  'REAL',
  'SMALLINT',
  'TEXT',
  'TIME',
  'TIMESTAMP',
  'VARCHAR',
] as const
const known = new Set<string>(reflectedNames)

/** Operations as the body of a script's function, indented by two spaces; an empty list gives no lines. */
export function renderBody(ops: readonly Operation[]): string {
  return ops.map((op) => `${indent(render(op), '  ')}\n`).join('')
}

/** One operation as script text, without indentation. */
export function render(op: Operation): string {
  switch (op.op) {
    case 'createTable':
      return `op.createTable(${str(op.table.name)},\n${[...tableItems(op.table, op.conventional)].map((i) => `  ${i},\n`).join('')})${op.table.indexes?.map((index) => `\n${renderIn('op', { op: 'createIndex', table: op.table.name, index })}`).join('') ?? ''}`
    case 'dropTable':
      return `op.dropTable(${str(op.table)})`
    case 'renameTable':
      return `op.renameTable(${str(op.table)}, ${str(op.to)})`
    case 'batch': {
      const options = object({
        recreate: op.recreate === 'auto' ? null : str(op.recreate),
        namingConvention: op.namingConvention ? JSON.stringify(op.namingConvention) : null,
      })
      const body = op.operations.map((o) => `${indent(renderIn('batch', o), '  ')}\n`).join('')
      return `op.batchAlterTable(${str(op.table)}, ${options ? `${options}, ` : ''}(batch) => {\n${body}})`
    }
    case 'execute':
      return `op.execute(${[str(op.sql), ...(op.parameters.length ? [`[${op.parameters.map(value).join(', ')}]`] : [])].join(', ')})`
    case 'bulkInsert':
      return `op.bulkInsert(${str(op.table)}, [\n${op.rows.map((row) => `  { ${row.map((v, i) => `${key(op.columns[i]!)}: ${value(v)}`).join(', ')} },\n`).join('')}])`
    default:
      return renderIn('op', op)
  }
}

/** An operation on a table: inside a batch the table's name is left out. */
function renderIn(on: 'op' | 'batch', op: TableOperation): string {
  const table = on === 'op' ? `${str(op.table ?? '')}, ` : ''
  const name = (text: string | null, conventional?: boolean) =>
    text === null ? 'null' : conventional ? `${on}.f(${str(text)})` : str(text)
  switch (op.op) {
    case 'addColumn':
      return `${on}.addColumn(${table}${column(op.column)}${tail({ insertBefore: quoted(op.insertBefore), insertAfter: quoted(op.insertAfter) })})`
    case 'dropColumn':
      return `${on}.dropColumn(${table}${str(op.column)})`
    case 'alterColumn':
      return `${on}.alterColumn(${table}${str(op.column)}, ${alterOptions(op)})`
    case 'createIndex':
      return `${on}.createIndex(${name(op.index.name, op.conventional)}, ${table}${list(op.index.columns)}, { unique: ${op.index.unique} })`
    case 'dropIndex':
      return `${on}.dropIndex(${name(op.name, op.conventional)}${on === 'op' && op.table ? `, { tableName: ${str(op.table)} }` : ''})`
    case 'createConstraint': {
      const { constraint: c } = op
      const first = name(c.name, op.conventional)
      switch (c.kind) {
        case 'primaryKey':
          return `${on}.createPrimaryKey(${first}, ${table}${list(c.columns)})`
        case 'unique':
          return `${on}.createUniqueConstraint(${first}, ${table}${list(c.columns)})`
        case 'check':
          return `${on}.createCheckConstraint(${first}, ${table}${str(c.sql)})`
        case 'foreignKey':
          return `${on}.createForeignKey(${first}, ${table}${str(c.table)}, ${list(c.columns)}, ${list(c.targets)}${tail({ onDelete: quoted(c.onDelete), onUpdate: quoted(c.onUpdate) })})`
        default:
          return unreachable(c)
      }
    }
    case 'dropConstraint': {
      const columns = op.name === null && op.columns ? list(op.columns) : null
      const sql = op.name === null && op.existing?.kind === 'check' ? str(op.existing.sql) : null
      return `${on}.dropConstraint(${name(op.name, op.conventional)}${on === 'op' ? `, ${str(op.table)}` : ''}${tail({ type: quoted(op.type), columns, sql })})`
    }
    default:
      return unreachable(op)
  }
}

function alterOptions(op: AlterColumn): string {
  const d = (x: ServerDefault | null | undefined) => (x === undefined ? null : x === null ? 'null' : serverDefault(x))
  return (
    object({
      newColumnName: quoted(op.newName),
      existingType: op.existingType ? renderType(op.existingType) : null,
      type: op.type ? renderType(op.type) : null,
      nullable: op.nullable === undefined ? null : String(op.nullable),
      serverDefault: d(op.serverDefault),
      existingNullable: op.nullable !== undefined || op.existingNullable === undefined ? null : String(op.existingNullable),
      existingServerDefault: op.serverDefault === undefined && op.existingServerDefault ? d(op.existingServerDefault) : null,
    }) ?? '{}'
  )
}

function* tableItems(table: TableSpec, conventional: readonly string[] = []): Iterable<string> {
  const key = table.constraints?.find((c) => c.kind === 'primaryKey')
  for (const c of table.columns) yield column(key ? { ...c, primaryKey: undefined } : c)
  yield* (table.constraints ?? []).map((c) => constraint(c, conventional))
  if (table.sqliteAutoincrement) yield '{ sqliteAutoincrement: true }'
}

/** A table's constraints in the order in which Alembic writes them: by their text. */
export function inScriptOrder(constraints: readonly Constraint[]): Constraint[] {
  return [...constraints].sort((a, b) => (constraint(a, []) < constraint(b, []) ? -1 : 1))
}

function column(c: ColumnSpec): string {
  const keys = (c.foreignKeys ?? []).map(
    (fk) =>
      `sa.ForeignKey(${str(fk.target)}${tail({ name: quoted(fk.name), onDelete: quoted(fk.onDelete), onUpdate: quoted(fk.onUpdate) })})`,
  )
  const options = object({
    primaryKey: c.primaryKey ? 'true' : null,
    autoincrement: c.autoincrement === undefined ? null : String(c.autoincrement),
    unique: c.unique ? 'true' : null,
    index: c.index ? 'true' : null,
    computed: c.computed
      ? `sa.Computed(${str(c.computed.sql)}${c.computed.persisted === null ? '' : `, { persisted: ${c.computed.persisted} }`})`
      : null,
    check: quoted(c.check),
    serverDefault: c.serverDefault ? serverDefault(c.serverDefault) : null,
    nullable: c.nullable === undefined ? null : String(c.nullable),
    comment: c.comment ? str(c.comment) : null,
  })
  return `sa.Column(${[str(c.name), c.type ? renderType(c.type) : null, ...keys, options].filter(Boolean).join(', ')})`
}

function constraint(c: Constraint, conventional: readonly string[]): string {
  const name = { name: c.name !== null && conventional.includes(c.name) ? `op.f(${str(c.name)})` : quoted(c.name) }
  switch (c.kind) {
    case 'primaryKey':
      return `sa.PrimaryKeyConstraint(${c.columns.map(str).join(', ')}${tail(name)})`
    case 'unique':
      return `sa.UniqueConstraint(${c.columns.map(str).join(', ')}${tail(name)})`
    case 'check':
      return `sa.CheckConstraint(${str(c.sql)}${tail(name)})`
    case 'foreignKey':
      return `sa.ForeignKeyConstraint(${list(c.columns)}, ${list(c.targets.map((t) => `${c.table}.${t}`))}${tail({ ...name, onDelete: quoted(c.onDelete), onUpdate: quoted(c.onUpdate) })})`
    default:
      return unreachable(c)
  }
}

const serverDefault = (d: ServerDefault) => (d.kind === 'string' ? str(d.value) : `sa.text(${str(d.sql)})`)

/** A type as script text: `sa.String(64)`, `sa.VARCHAR(64)`. */
export function renderType(type: SqlType): string {
  const { names, length, precision, scale, collation, ...rest } = type.args as { names?: string[] } & Record<string, unknown>
  const upper = type.name === type.name.toUpperCase()
  if ((upper && !known.has(type.name)) || collation) return `sa.type(${str(type.ddl('sqlite'))})`
  const args = [...(names ?? []).map(str), ...[length, precision, scale].filter((a) => a !== undefined).map(String)]
  const options = object(Object.fromEntries(Object.entries(rest).map(([k, v]) => [k, v === undefined ? null : value(v)])))
  if (options) args.push(options)
  return `sa.${type.name}${args.length ? `(${args.join(', ')})` : type.name === 'String' || type.name === 'Numeric' ? '()' : ''}`
}

/** A JavaScript string literal in single quotes. */
export function str(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
const quoted = (text: string | null | undefined) => (text === null || text === undefined ? null : str(text))
const list = (names: readonly string[]) => `[${names.map(str).join(', ')}]`
const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : str(name))

function value(v: unknown): string {
  if (typeof v === 'string') return str(v)
  if (typeof v === 'bigint') return `${v}n`
  if (v instanceof Uint8Array) return `new Uint8Array([${v.join(', ')}])`
  return v === undefined ? 'null' : JSON.stringify(v)
}

/** `{ a: 1, b: 2 }` of the entries that are not null; null when none is left. */
function object(entries: Record<string, string | null | undefined>): string | null {
  const present = Object.entries(entries).filter(([, v]) => v !== null && v !== undefined)
  return present.length ? `{ ${present.map(([k, v]) => `${k}: ${v}`).join(', ')} }` : null
}
const tail = (entries: Record<string, string | null | undefined>) => {
  const text = object(entries)
  return text ? `, ${text}` : ''
}

export const indent = (text: string, by: string): string => text.replace(/^(?=.)/gm, by)
