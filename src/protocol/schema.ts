import type { SqlValue } from './values'

/** One column as the database has it. */
export interface ColumnInfo {
  name: string
  /** The declared type, such as `VARCHAR(64)`. */
  type: string
  nullable: boolean
  /** Position in the primary key from 1, or 0. */
  primaryKey: number
  unique: boolean
  /** Part of an index that is not unique. */
  indexed: boolean
  /** SQL text of the DEFAULT clause. */
  default: string | null
  foreignKey: { table: string; column: string } | null
}

export interface IndexInfo {
  name: string
  columns: string[]
  unique: boolean
}

/** One table as the database has it. */
export interface TableInfo {
  name: string
  columns: ColumnInfo[]
  indexes: IndexInfo[]
  /** CREATE TABLE text from sqlite_schema. */
  sql: string
}

/** A row with the key that identifies it on the timeline: its rowid, or its primary key in a WITHOUT ROWID table. */
export interface RowData {
  key: SqlValue
  values: SqlValue[]
}

/** A table with its first rows. `total` counts all of them. */
export interface TableSnapshot {
  table: TableInfo
  rows: RowData[]
  total: number
}
