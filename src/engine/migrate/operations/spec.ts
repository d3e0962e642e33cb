import { unreachable } from '../../../protocol'
import {
  type Column,
  type ColumnSpec,
  type Constraint,
  makeTable,
  type ServerDefault,
  type Table,
  type TableSpec,
  typeCheck,
} from '../../schema/table'
import type { SqlType } from '../../schema/types'

/** A column of a table as a plain description, without its constraints: a table's description holds those by themselves. */
export function columnSpec(c: Column): ColumnSpec {
  const spec: ColumnSpec = { name: c.name, type: withoutCheck(c.type), nullable: c.nullable }
  if (c.primaryKey) spec.primaryKey = true
  if (c.serverDefault) spec.serverDefault = c.serverDefault
  if (c.autoincrement !== 'auto') spec.autoincrement = c.autoincrement
  if (c.check) spec.check = c.check
  if (c.computed) spec.computed = c.computed
  if (c.comment) spec.comment = c.comment
  return spec
}

/** Types that write a CHECK of their own (createConstraint) would write it again: the table's constraints hold it already. */
const withoutCheck = (type: SqlType): SqlType =>
  type?.args.createConstraint ? { ...type, args: { ...type.args, createConstraint: undefined } } : type

/**
 * A table as a plain description. `indexes: false` leaves them out: a script creates them one by one.
 * @param byType the checks of Boolean and Enum (createConstraint) stay with their types instead of standing among the constraints
 */
export function tableSpec(table: Table, indexes = true, byType = false): TableSpec {
  const ofType = new Set(byType ? table.columns.flatMap((c) => typeCheck(c)?.sql ?? []) : [])
  return {
    name: table.name,
    columns: table.columns.map((c) => (byType ? { ...columnSpec(c), type: c.type } : columnSpec(c))),
    constraints: table.constraints.filter((c) => c.kind !== 'check' || !ofType.has(c.sql)).map((c) => ({ ...c })),
    indexes: indexes ? table.indexes.map((i) => ({ ...i })) : [],
    sqliteAutoincrement: table.sqliteAutoincrement,
  }
}

/** The table that a description describes. The primary key may be given by columns, by a constraint, or by both. */
export function tableOfSpec(spec: TableSpec): Table {
  const key = spec.constraints?.find((c): c is Constraint & { kind: 'primaryKey' } => c.kind === 'primaryKey')
  const keys = new Set(key?.columns)
  const columns = spec.columns.map((c) => (keys.has(c.name) ? { ...c, primaryKey: true, nullable: c.nullable ?? false } : c))
  const table = makeTable({ ...spec, columns, constraints: spec.constraints?.filter((c) => c !== key) })
  if (key) {
    const at = table.constraints.findIndex((c) => c.kind === 'primaryKey')
    table.constraints.splice(Math.max(at, 0), at < 0 ? 0 : 1, key)
  }
  return table
}

/** What identifies a constraint whatever its name. */
export function constraintKey(c: Constraint): string {
  switch (c.kind) {
    case 'primaryKey':
    case 'unique':
      return `${c.kind}(${[...c.columns].sort().join(',')})`
    case 'foreignKey':
      return `foreignKey(${c.columns.join(',')}>${c.table}(${c.targets.join(',')})${c.onDelete ?? ''}/${c.onUpdate ?? ''})`
    case 'check':
      return `check(${normalSql(c.sql)})`
    default:
      return unreachable(c)
  }
}

/** SQL text without its spaces and cases, for comparing. */
export const normalSql = (sql: string): string =>
  sql
    .replace(/\s+/g, ' ')
    .replace(/\s*([(),=<>!+*/-])\s*/g, '$1')
    .trim()
    .toLowerCase()

/**
 * A default as Alembic's SQLiteImpl writes it: SQL that is no digit, no text and not in parentheses is put into parentheses;
 * true and false are bare digits.
 */
export function scriptedDefault(d: ServerDefault | null | undefined): ServerDefault | null | undefined {
  if (d?.kind !== 'sql') return d
  const sql = d.sql.replace(/^\(([01])\)$/, '$1')
  return { ...d, sql: /^[0-9.]$|^'.+'$|^\(.+\)$/s.test(sql) ? sql : `(${sql})` }
}
