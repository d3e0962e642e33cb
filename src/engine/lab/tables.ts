import type { ColumnInfo, IndexInfo, TableInfo } from '../../protocol'
import type { Connection } from '../sqlite'

/** A table of the database as the mirror reads it. */
export interface TableShape {
  info: TableInfo
  /** Changes exactly when the table or one of its indexes does. */
  signature: string
  /** A name under which SQLite gives the rowid, or null in a WITHOUT ROWID table. */
  rowid: string | null
  /** Positions of the primary key's columns. */
  keyColumns: number[]
}

/** Quotes a name for SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** What identifies a table's present shape: its CREATE text, and that text with those of its indexes. */
export interface TableText {
  sql: string
  signature: string
}

/** The texts of all tables, by name, in order of creation. */
export function tableTexts(connection: Connection): Map<string, TableText> {
  const rows = connection.quietly(
    "SELECT type, tbl_name, sql FROM sqlite_schema WHERE type IN ('table', 'index') AND tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type DESC, rowid",
  )
  const texts = new Map<string, TableText>()
  for (const [type, table, sql] of rows as [string, string, string | null][]) {
    const text = texts.get(table)
    if (type === 'table') texts.set(table, { sql: sql ?? '', signature: sql ?? '' })
    else if (text !== undefined) text.signature += `\n${sql ?? ''}`
  }
  return texts
}

/** Reads one table's shape. @throws SqliteError */
export function readShape(connection: Connection, name: string, { sql, signature }: TableText): TableShape {
  const table = quoteName(name)
  const foreignKeys = new Map<string, { table: string; column: string }>()
  for (const row of connection.quietly(`PRAGMA foreign_key_list(${table})`)) {
    foreignKeys.set(String(row[3]), { table: String(row[2]), column: String(row[4] ?? primaryKeyOf(connection, String(row[2]))) })
  }
  const indexes: (IndexInfo & { created: boolean })[] = []
  for (const row of connection.quietly(`PRAGMA index_list(${table})`)) {
    const columns = connection.quietly(`PRAGMA index_info(${quoteName(String(row[1]))})`).map((column) => String(column[2]))
    indexes.push({ name: String(row[1]), columns, unique: row[2] === 1, created: row[3] === 'c' })
  }
  const columns = connection.quietly(`PRAGMA table_xinfo(${table})`).map((row): ColumnInfo => {
    const column = String(row[1])
    const alone = indexes.filter((index) => index.columns.length === 1 && index.columns[0] === column)
    return {
      name: column,
      type: String(row[2]),
      nullable: row[3] === 0 && row[5] === 0,
      primaryKey: Number(row[5]),
      unique: alone.some((index) => index.unique),
      indexed: indexes.some((index) => !index.unique && index.columns.includes(column)),
      default: row[4] === null ? null : String(row[4]),
      foreignKey: foreignKeys.get(column) ?? null,
    }
  })
  const names = new Set(columns.map((column) => column.name.toLowerCase()))
  const hasRowid = connection.quietly(`SELECT wr FROM pragma_table_list WHERE name = ? AND schema = 'main'`, [name])[0]?.[0] !== 1
  return {
    info: {
      name,
      columns,
      indexes: indexes.filter(({ created }) => created).map(({ name, columns, unique }) => ({ name, columns, unique })),
      sql,
    },
    signature,
    rowid: hasRowid ? (['rowid', '_rowid_', 'oid'].find((alias) => !names.has(alias)) ?? null) : null,
    keyColumns: columns
      .map((column, index) => ({ index, position: column.primaryKey }))
      .filter(({ position }) => position > 0)
      .sort((a, b) => a.position - b.position)
      .map(({ index }) => index),
  }
}

/** Without a column, REFERENCES means the primary key. */
function primaryKeyOf(connection: Connection, table: string): string {
  return String(connection.quietly(`SELECT name FROM pragma_table_info(?) WHERE pk = 1`, [table])[0]?.[0] ?? 'rowid')
}
