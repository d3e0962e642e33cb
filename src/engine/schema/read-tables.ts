import type { ColumnInfo, IndexInfo, TableInfo } from '../../protocol'
import type { Connection } from '../sqlite'

const pragma = (c: Connection, name: string, of: string) => c.quietly(`PRAGMA ${name}("${of.replaceAll('"', '""')}")`)

/** The tables of a database, for showing: what SQLite's own PRAGMAs tell. */
export function readTables(c: Connection): TableInfo[] {
  return c
    .quietly("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
    .map(([name, sql]) => readTable(c, String(name), String(sql)))
}

function readTable(c: Connection, name: string, sql: string): TableInfo {
  const indexes: (IndexInfo & { origin: string })[] = pragma(c, 'index_list', name).map(([, index, unique, origin]) => ({
    name: String(index),
    unique: unique === 1,
    origin: String(origin),
    columns: pragma(c, 'index_info', String(index)).map((r) => String(r[2])),
  }))
  const keys = new Map(
    pragma(c, 'foreign_key_list', name).map((r): [string, { table: string; column: string }] => [
      String(r[3]),
      { table: String(r[2]), column: String(r[4]) },
    ]),
  )
  const columns: ColumnInfo[] = pragma(c, 'table_xinfo', name).map((r) => {
    const column = String(r[1])
    const alone = indexes.filter((i) => i.columns.length === 1 && i.columns[0] === column)
    return {
      name: column,
      type: String(r[2]),
      nullable: r[3] === 0,
      primaryKey: Number(r[5]),
      unique: alone.some((i) => i.unique && i.origin !== 'pk'),
      indexed: indexes.some((i) => !i.unique && i.columns.includes(column)),
      default: r[4] === null ? null : String(r[4]),
      foreignKey: keys.get(column) ?? null,
    }
  })
  return { name, columns, indexes: indexes.filter((i) => i.origin === 'c').map(({ origin: _, ...i }) => i), sql }
}
