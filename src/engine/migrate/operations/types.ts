import type { SqlValue } from '../../../protocol'
import type { NamingConvention } from '../../schema/naming'
import type { ColumnSpec, Constraint, Index, ServerDefault, TableSpec } from '../../schema/table'
import type { SqlType } from '../../schema/types'

export type Recreate = 'auto' | 'always' | 'never'

export interface CreateTable {
  op: 'createTable'
  table: TableSpec
  /** Names of constraints that follow the naming convention: written `op.f('...')`. */
  conventional?: string[]
}
export interface DropTable {
  op: 'dropTable'
  table: string
  /** What is dropped, so that it can be made again. */
  existing: TableSpec | null
}
export interface RenameTable {
  op: 'renameTable'
  table: string
  to: string
}
export interface AddColumn {
  op: 'addColumn'
  table: string
  column: ColumnSpec
  insertBefore?: string
  insertAfter?: string
}
export interface DropColumn {
  op: 'dropColumn'
  table: string
  column: string
  existing: ColumnSpec | null
}
/** Absent (undefined) means: stays as it is. */
export interface AlterColumn {
  op: 'alterColumn'
  table: string
  column: string
  newName?: string
  type?: SqlType
  nullable?: boolean
  serverDefault?: ServerDefault | null
  /** The column is the key that the database numbers; only said, as Alembic says it. */
  autoincrement?: true
  existingType?: SqlType
  existingNullable?: boolean
  existingServerDefault?: ServerDefault | null
}
export interface CreateIndex {
  op: 'createIndex'
  table: string
  index: Index
  /** The name follows the naming convention: written `op.f('...')`. */
  conventional?: boolean
}
export interface DropIndex {
  op: 'dropIndex'
  /** Null: the index is found by its name. */
  table: string | null
  name: string
  existing: Index | null
  conventional?: boolean
}
export interface CreateConstraint {
  op: 'createConstraint'
  table: string
  constraint: Constraint
  conventional?: boolean
}
export type ConstraintKind = Constraint['kind']
export interface DropConstraint {
  op: 'dropConstraint'
  table: string
  name: string | null
  type: ConstraintKind | null
  /** Finds an unnamed constraint. */
  columns?: string[]
  existing: Constraint | null
  conventional?: boolean
}
export interface Batch {
  op: 'batch'
  table: string
  recreate: Recreate
  operations: TableOperation[]
  /** Names that unnamed constraints of the database are known by inside the batch. */
  namingConvention?: NamingConvention
}
export interface Execute {
  op: 'execute'
  sql: string
  parameters: SqlValue[]
}
export interface BulkInsert {
  op: 'bulkInsert'
  table: string
  columns: string[]
  rows: SqlValue[][]
}

/** Operations that a batch can hold. */
export type TableOperation = AddColumn | DropColumn | AlterColumn | CreateIndex | DropIndex | CreateConstraint | DropConstraint

/** A change of the schema (or of rows) as data. */
export type Operation = CreateTable | DropTable | RenameTable | TableOperation | Batch | Execute | BulkInsert

/** The table that an operation is about, or null (SQL text, an index given by name alone). */
export function tableOf(op: Operation): string | null {
  switch (op.op) {
    case 'createTable':
      return op.table.name
    case 'execute':
      return null
    default:
      return op.table
  }
}
