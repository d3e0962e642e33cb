import { unreachable } from '../../../protocol'
import { pythonType } from '../../schema/reflect-types'
import type { ColumnSpec, Constraint, ServerDefault, TableSpec } from '../../schema/table'
import type { AlterColumn, Operation, TableOperation } from './types'

/** Operations as the body of an Alembic script in Python, indented by four spaces, as Alembic writes it. */
export function renderPython(ops: readonly Operation[]): string {
  return ops.length ? ops.map((op) => `    ${python(op)}\n`).join('') : '    pass\n'
}

function python(op: Operation): string {
  switch (op.op) {
    case 'createTable':
      return `op.create_table(${str(op.table.name)},\n${[...tableItems(op.table, op.conventional)].map((i) => `    ${i}`).join(',\n')}\n    )`
    case 'dropTable':
      return `op.drop_table(${str(op.table)})`
    case 'renameTable':
      return `op.rename_table(${str(op.table)}, ${str(op.to)})`
    case 'batch': {
      const recreate = op.recreate === 'auto' ? '' : `, recreate=${str(op.recreate)}`
      const naming = op.namingConvention ? `, naming_convention=${value(op.namingConvention)}` : ''
      const body = op.operations.map((o) => `        ${inTable('batch_op', o)}\n`).join('')
      return `with op.batch_alter_table(${str(op.table)}, schema=None${recreate}${naming}) as batch_op:\n${body || '        pass\n'}`
    }
    case 'execute':
      return op.parameters.length
        ? `op.get_bind().exec_driver_sql(${str(op.sql)}, (${op.parameters.map(value).join(', ')},))`
        : `op.execute(${str(op.sql)})`
    case 'bulkInsert': {
      const columns = op.columns.map((c) => `sa.column(${str(c)})`).join(', ')
      const rows = op.rows
        .map((row) => `        {${row.map((v, i) => `${str(op.columns[i]!)}: ${value(v)}`).join(', ')}}`)
        .join(',\n')
      return `op.bulk_insert(sa.table(${str(op.table)}, ${columns}), [\n${rows}\n    ])`
    }
    default:
      return inTable('op', op)
  }
}

function inTable(on: 'op' | 'batch_op', op: TableOperation): string {
  const table = on === 'op' ? `${str(op.table ?? '')}, ` : ''
  const name = (text: string | null, conventional?: boolean) =>
    text === null ? 'None' : conventional ? `${on}.f(${str(text)})` : str(text)
  switch (op.op) {
    case 'addColumn':
      return `${on}.add_column(${table}${column(op.column)}${keywords({ insert_before: op.insertBefore, insert_after: op.insertAfter })})`
    case 'dropColumn':
      return `${on}.drop_column(${table}${str(op.column)})`
    case 'alterColumn':
      return `${on}.alter_column(${[`${table}${str(op.column)}`, ...alterations(op)].join(',\n               ')})`
    case 'createIndex':
      return `${on}.create_index(${name(op.index.name, op.conventional)}, ${table}${list(op.index.columns)}, unique=${value(op.index.unique)})`
    case 'dropIndex':
      return `${on}.drop_index(${name(op.name, op.conventional)}${on === 'op' && op.table ? `, table_name=${str(op.table)}` : ''})`
    case 'createConstraint':
      return created(on, table, name(op.constraint.name, op.conventional), op.constraint)
    case 'dropConstraint': {
      const types = { unique: 'unique', foreignKey: 'foreignkey', check: 'check', primaryKey: 'primary' }
      return `${on}.drop_constraint(${name(op.name, op.conventional)}${on === 'op' ? `, ${str(op.table)}` : ''}${op.type ? `, type_=${str(types[op.type])}` : ''})`
    }
    default:
      return unreachable(op)
  }
}

function created(on: string, table: string, name: string, c: Constraint): string {
  switch (c.kind) {
    case 'primaryKey':
      return `${on}.create_primary_key(${name}, ${table}${list(c.columns)})`
    case 'unique':
      return `${on}.create_unique_constraint(${name}, ${table}${list(c.columns)})`
    case 'check':
      return `${on}.create_check_constraint(${name}, ${table}${str(c.sql)})`
    case 'foreignKey':
      return `${on}.create_foreign_key(${name}, ${table}${str(c.table)}, ${list(c.columns)}, ${list(c.targets)}${rules({ ...c, name: null })})`
    default:
      return unreachable(c)
  }
}

function alterations(op: AlterColumn): string[] {
  const given = (d: ServerDefault | null | undefined) => (d ? serverDefault(d) : 'None')
  return [
    ...(op.newName === undefined ? [] : [`new_column_name=${str(op.newName)}`]),
    ...(op.existingType ? [`existing_type=${type(op.existingType)}`] : []),
    ...(op.serverDefault === undefined ? [] : [`server_default=${given(op.serverDefault)}`]),
    ...(op.type ? [`type_=${type(op.type)}`] : []),
    ...(op.nullable === undefined ? [] : [`nullable=${value(op.nullable)}`]),
    ...(op.nullable === undefined && op.existingNullable !== undefined
      ? [`existing_nullable=${value(op.existingNullable)}`]
      : []),
    ...(op.autoincrement ? ['autoincrement=True'] : []),
    ...(op.serverDefault === undefined && op.existingServerDefault
      ? [`existing_server_default=${given(op.existingServerDefault)}`]
      : []),
  ]
}

function* tableItems(table: TableSpec, conventional: readonly string[] = []): Iterable<string> {
  const key = table.constraints?.some((c) => c.kind === 'primaryKey')
  for (const c of table.columns) yield column(key ? { ...c, primaryKey: undefined } : c)
  yield* (table.constraints ?? []).map((c) => constraint(c, conventional))
  if (table.sqliteAutoincrement) yield 'sqlite_autoincrement=True'
}

function column(c: ColumnSpec): string {
  const parts = [
    str(c.name),
    ...(c.type ? [type(c.type)] : []),
    ...(c.computed
      ? [
          `sa.Computed(${str(c.computed.sql)}, ${c.computed.persisted === null ? '' : `persisted=${value(c.computed.persisted)}`})`,
        ]
      : []),
    ...(c.check ? [`sa.CheckConstraint(${str(c.check)})`] : []),
    ...(c.foreignKeys ?? []).map(
      (k) =>
        `sa.ForeignKey(${str(k.target)}${rules({ name: k.name ?? null, onDelete: k.onDelete ?? null, onUpdate: k.onUpdate ?? null })})`,
    ),
    ...(c.primaryKey ? ['primary_key=True'] : []),
    ...(c.unique ? ['unique=True'] : []),
    ...(c.index ? ['index=True'] : []),
    ...(c.serverDefault ? [`server_default=${serverDefault(c.serverDefault)}`] : []),
    ...(c.nullable === undefined ? [] : [`nullable=${value(c.nullable)}`]),
    ...(c.comment ? [`comment=${str(c.comment)}`] : []),
  ]
  return `sa.Column(${parts.join(', ')})`
}

function constraint(c: Constraint, conventional: readonly string[]): string {
  const named = c.name && (conventional.includes(c.name) ? `op.f(${str(c.name)})` : str(c.name))
  const name = named ? `, name=${named}` : ''
  switch (c.kind) {
    case 'primaryKey':
      return `sa.PrimaryKeyConstraint(${c.columns.map(str).join(', ')}${name})`
    case 'unique':
      return `sa.UniqueConstraint(${c.columns.map(str).join(', ')}${name})`
    case 'check':
      return `sa.CheckConstraint(${str(c.sql)}${name})`
    case 'foreignKey':
      return `sa.ForeignKeyConstraint(${list(c.columns)}, ${list(c.targets.map((t) => `${c.table}.${t}`))}, ${(name + rules({ ...c, name: null })).replace(/^, /, '')})`
    default:
      return unreachable(c)
  }
}

const rules = (k: { name?: string | null; onDelete: string | null; onUpdate: string | null }) =>
  keywords({ name: k.name, onupdate: k.onUpdate, ondelete: k.onDelete })
const type = (t: NonNullable<ColumnSpec['type']>) => `sa.${pythonType(t)}`
const serverDefault = (d: ServerDefault) => (d.kind === 'string' ? str(d.value) : `sa.text(${str(d.sql)})`)

/** A text as Python's repr() writes it. */
function str(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
  return `${quote}${quote === "'" ? inner.replaceAll("'", "\\'") : inner}${quote}`
}
const list = (names: readonly string[]) => `[${names.map(str).join(', ')}]`

function value(v: unknown): string {
  if (v === null || v === undefined) return 'None'
  if (typeof v === 'boolean') return v ? 'True' : 'False'
  if (typeof v === 'string') return str(v)
  if (v instanceof Uint8Array) return `bytes([${v.join(', ')}])`
  if (typeof v === 'object')
    return `{${Object.entries(v)
      .map(([k, x]) => `${str(k)}: ${value(x)}`)
      .join(', ')}}`
  return String(v)
}
const keywords = (entries: Record<string, string | null | undefined>) =>
  Object.entries(entries)
    .map(([k, v]) => (v === null || v === undefined ? '' : `, ${k}=${str(v)}`))
    .join('')
