import type { NamingConvention } from '../schema/naming'
import type { ColumnSpec, Constraint, ReferentialAction, ServerDefault } from '../schema/table'
import type { SqlType } from '../schema/types'

// What a migration script is written with. This file is what the editor shows on hover and in completion.

/** A column, made by `sa.Column(...)`. */
export type ScriptColumn = ColumnSpec
/** A constraint, made by `sa.UniqueConstraint(...)` and its like. */
export type ScriptConstraint = Constraint
/** A type: `sa.Integer`, `sa.String(64)`; one that takes no arguments is written without a call. */
export type ScriptType = SqlType | (() => SqlType)
/** A default that the database itself fills in: a text, or SQL as `sa.text('CURRENT_TIMESTAMP')`. */
export type ScriptDefault = string | ServerDefault

/** A value that SQLite can store, or that is turned into one: dates become text, booleans 1 and 0. */
export type ScriptValue = null | undefined | boolean | number | bigint | string | Date | Uint8Array
export type ScriptRow = Record<string, ScriptValue>

/** A table named for data alone, without its model: `sa.table('roles', sa.column('name', sa.String))`. */
export interface LightTable {
  readonly kind: 'light table'
  readonly name: string
  readonly columns: readonly ColumnSpec[]
}

export interface ForeignKeyOptions {
  onDelete?: ReferentialAction
  onUpdate?: ReferentialAction
}
export interface AddColumnOptions {
  /** Put the column before this one. Needs a rebuild: `recreate: 'always'`. */
  insertBefore?: string
  /** Put the column after this one. Needs a rebuild: `recreate: 'always'`. */
  insertAfter?: string
}
/** What changes in a column; what is left out stays. The `existing...` values let the change be undone. */
export interface AlterColumnOptions {
  newColumnName?: string
  type?: ScriptType
  nullable?: boolean
  /** Null drops the default. */
  serverDefault?: ScriptDefault | null
  existingType?: ScriptType
  existingNullable?: boolean
  existingServerDefault?: ScriptDefault | null
}
export type ConstraintTypeName = 'unique' | 'foreignKey' | 'check' | 'primaryKey'
export interface DropConstraintOptions {
  type?: ConstraintTypeName
  /** Finds an unnamed unique, primary key or foreign key constraint. */
  columns?: string[]
  /** Finds an unnamed check. */
  sql?: string
}
export interface BatchOptions {
  /**
   * When to rebuild the table (create a new one, copy, drop, rename): `'auto'` when SQLite cannot alter it, `'always'`,
   * or `'never'`, which refuses what cannot be altered.
   */
  recreate?: 'auto' | 'always' | 'never'
  /** Names by which unnamed constraints can be dropped: `{ uq: 'uq_%(table_name)s_%(column_0_name)s' }`. */
  namingConvention?: NamingConvention
}
export interface TableOptions {
  sqliteAutoincrement?: boolean
}

/** Rows that a statement returned. */
export interface BindResult extends Iterable<Record<string, unknown>> {
  all(): Record<string, unknown>[]
  first(): Record<string, unknown> | null
  /** The first column of the first row. */
  scalar(): unknown
  /** The first column of every row. */
  scalars(): unknown[]
}
/** The open database, for reading rows while migrating. */
export interface Bind {
  /** Runs one statement. `?` stand for the parameters. */
  execute(sql: string, parameters?: readonly ScriptValue[]): BindResult
}

/** Changes of one table, collected and then applied together. */
export interface BatchOp {
  /** Adds a column: `batch.addColumn(sa.Column('age', sa.Integer))`. Old rows get NULL or the server default. */
  addColumn(column: ScriptColumn, options?: AddColumnOptions): void
  /** Drops a column and every value in it. */
  dropColumn(column: string): void
  /** Renames a column, or changes its type, nullability or default: `batch.alterColumn('username', { newColumnName: 'login' })`. */
  alterColumn(column: string, changes: AlterColumnOptions): void
  /** Creates an index; `{ unique: true }` also refuses equal values. */
  createIndex(name: string, columns: string[], options?: { unique?: boolean }): void
  dropIndex(name: string): void
  createUniqueConstraint(name: string | null, columns: string[]): void
  createForeignKey(
    name: string | null,
    referentTable: string,
    localColumns: string[],
    remoteColumns: string[],
    options?: ForeignKeyOptions,
  ): void
  createCheckConstraint(name: string | null, condition: string): void
  createPrimaryKey(name: string | null, columns: string[]): void
  dropConstraint(name: string | null, options?: DropConstraintOptions): void
  /** Marks a name as final: the naming convention leaves it as it is. */
  f(name: string): string
}

/** The directives of a migration script: what `upgrade(op)` and `downgrade(op)` are given. */
export interface Op {
  /** Creates a table: `op.createTable('roles', sa.Column('id', sa.Integer), sa.PrimaryKeyConstraint('id'))`. `op.bulkInsert` takes what it returns. */
  createTable(name: string, ...items: (ScriptColumn | ScriptConstraint | TableOptions)[]): LightTable
  /** Drops a table and all its rows. */
  dropTable(name: string): void
  /** Renames a table; rows, indexes and the foreign keys that point at it stay. */
  renameTable(oldName: string, newName: string): void
  /** Adds a column. Old rows get NULL or the server default. */
  addColumn(table: string, column: ScriptColumn, options?: AddColumnOptions): void
  /** Drops a column and every value in it. */
  dropColumn(table: string, column: string): void
  /** Renames a column, or changes its type, nullability or default. */
  alterColumn(table: string, column: string, changes: AlterColumnOptions): void
  /** Creates an index; `{ unique: true }` also refuses equal values. */
  createIndex(name: string, table: string, columns: string[], options?: { unique?: boolean }): void
  dropIndex(name: string, options?: { tableName?: string }): void
  createUniqueConstraint(name: string | null, table: string, columns: string[]): void
  createForeignKey(
    name: string | null,
    sourceTable: string,
    referentTable: string,
    localColumns: string[],
    remoteColumns: string[],
    options?: ForeignKeyOptions,
  ): void
  createCheckConstraint(name: string | null, table: string, condition: string): void
  createPrimaryKey(name: string | null, table: string, columns: string[]): void
  dropConstraint(name: string | null, table: string, options?: DropConstraintOptions): void
  /** Collects changes of one table and applies them together, with one rebuild where SQLite needs it. */
  batchAlterTable(table: string, changes: (batch: BatchOp) => void): void
  batchAlterTable(table: string, options: BatchOptions, changes: (batch: BatchOp) => void): void
  /** Runs one SQL statement, for moving data: `op.execute("UPDATE users SET login = username")`. */
  execute(sql: string, parameters?: readonly ScriptValue[]): void
  /** Inserts rows: `op.bulkInsert('roles', [{ id: 1, name: 'Admin' }])`. */
  bulkInsert(table: string | LightTable, rows: ScriptRow[]): void
  /** The open database, to read rows with. */
  getBind(): Bind
  /** Marks a name as final: the naming convention leaves it as it is. */
  f(name: string): string
}

/** What a script file exports. */
export interface RevisionModule {
  revision: string
  /** The revision before this one; several after a merge; null for the first. */
  downRevision: string | readonly string[] | null
  branchLabels?: string | readonly string[] | null
  dependsOn?: string | readonly string[] | null
  upgrade?(op: Op): void
  downgrade?(op: Op): void
}
