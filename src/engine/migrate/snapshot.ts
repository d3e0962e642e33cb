import type { ColumnInfo, RowChange, RowCounts, RowData, RowsDiff, SqlValue, TableInfo, TableSnapshot } from '../../protocol'
import { quoted, serverDefaultSql } from '../schema/ddl'
import { type ReflectedTable, reflectTables } from '../schema/reflect'
import { foreignKeys } from '../schema/table'
import type { Connection } from '../sqlite'

/** Rows that are kept of a table. */
export const keptRows = 200

/** The database at one moment: tables as data, their first rows, and how many there are of each. */
export interface Snapshot {
  tables: Map<string, ReflectedTable>
  counts: Map<string, number>
  rows: Map<string, TableSnapshot>
}

/**
 * Looks at the database without telling anyone.
 * @param touched tables whose rows are read; the others are only counted
 */
export function takeSnapshot(connection: Connection, touched: readonly string[]): Snapshot {
  const tables = reflectTables(connection)
  const counts = countAll(connection, tables.keys())
  const rows = new Map<string, TableSnapshot>()
  for (const name of touched) {
    const table = tables.get(name)
    if (table) rows.set(name, tableSnapshot(connection, table, counts.get(name)!))
  }
  return { tables, counts, rows }
}

/** One table with its first rows; null: there is none. */
export const tableNow = (connection: Connection, name: string): TableSnapshot | null =>
  takeSnapshot(connection, [name]).rows.get(name) ?? null

/** Rows of each table. */
export function countAll(connection: Connection, names: Iterable<string>): Map<string, number> {
  return new Map([...names].map((name) => [name, countRows(connection, name)]))
}
export const countRows = (connection: Connection, table: string): number =>
  Number(connection.quietly(`SELECT count(*) FROM ${quoted(table)}`)[0]![0])

function tableSnapshot(connection: Connection, reflected: ReflectedTable, total: number): TableSnapshot {
  const { table } = reflected
  const keys = table.columns.flatMap((c, i) => (c.primaryKey ? [i] : []))
  const order = keys.length ? keys.map((i) => quoted(table.columns[i]!.name)).join(', ') : '_rowid_'
  const first = keys.length ? 'NULL' : '_rowid_'
  const columns = table.columns.map((c) => quoted(c.name)).join(', ')
  const rows = connection.quietly(`SELECT ${first}, ${columns} FROM ${quoted(table.name)} ORDER BY ${order} LIMIT ${keptRows}`)
  return {
    table: tableInfo(reflected),
    total,
    rows: rows.map(([rowid, ...values]): RowData => ({ key: keyOf(values, keys) ?? rowid!, values })),
  }
}

function keyOf(values: SqlValue[], keys: number[]): SqlValue {
  if (keys.length === 1) return values[keys[0]!]!
  return keys.length ? JSON.stringify(keys.map((i) => String(values[i]))) : null
}

/** A reflected table as panels show it. */
export function tableInfo({ table, sql }: ReflectedTable): TableInfo {
  const keys = foreignKeys(table)
  const primary = table.constraints.find((c) => c.kind === 'primaryKey')
  const columns = table.columns.map((c): ColumnInfo => {
    const key = keys.find((k) => k.columns.includes(c.name))
    const alone = (columns: string[]) => columns.length === 1 && columns[0] === c.name
    return {
      name: c.name,
      type: c.type.ddl('sqlite'),
      nullable: c.nullable,
      primaryKey: primary?.kind === 'primaryKey' ? primary.columns.indexOf(c.name) + 1 : 0,
      unique:
        table.constraints.some((k) => k.kind === 'unique' && alone(k.columns)) ||
        table.indexes.some((i) => i.unique && alone(i.columns)),
      indexed: table.indexes.some((i) => !i.unique && i.columns.includes(c.name)),
      default: c.serverDefault ? serverDefaultSql(c.serverDefault) : null,
      foreignKey: key ? { table: key.table, column: key.targets[key.columns.indexOf(c.name)] ?? '' } : null,
    }
  })
  return { name: table.name, columns, indexes: table.indexes.map((i) => ({ ...i, columns: [...i.columns] })), sql }
}

/** Counts of all tables of two moments. */
export function diffCounts(before: Snapshot, after: Snapshot): RowCounts {
  const names = new Set([...before.counts.keys(), ...after.counts.keys()])
  return Object.fromEntries(
    [...names].map((n) => [n, { before: before.counts.get(n) ?? null, after: after.counts.get(n) ?? null }]),
  )
}

/**
 * What happened to the rows of the touched tables.
 * @param renamed new name of a table or column by its old one: `users` or `users.username`
 */
export function diffRows(before: Snapshot, after: Snapshot, renamed: ReadonlyMap<string, string> = new Map()): RowsDiff[] {
  const diffs: RowsDiff[] = []
  const seen = new Set<string>()
  for (const [name, old] of before.rows) {
    const now = renamed.get(name) ?? name
    seen.add(now)
    diffs.push(diffTable(now, old, after.rows.get(now) ?? null, (c) => renamed.get(`${name}.${c}`) ?? c))
  }
  for (const [name, made] of after.rows) if (!seen.has(name)) diffs.push(diffTable(name, null, made, (c) => c))
  return diffs.filter((d) => d.changes.length > 0 || d.columnsBefore.join() !== d.columnsAfter.join())
}

function diffTable(
  name: string,
  before: TableSnapshot | null,
  after: TableSnapshot | null,
  rename: (column: string) => string,
): RowsDiff {
  const columnsBefore = before?.table.columns.map((c) => c.name) ?? []
  const columnsAfter = after?.table.columns.map((c) => c.name) ?? []
  const places = columnsBefore.map((c) => columnsAfter.indexOf(rename(c)))
  const added = columnsAfter.flatMap((_, i) => (places.includes(i) ? [] : [i]))
  const left = new Map(after?.rows.map((r) => [r.key, r.values]))
  const changes: RowChange[] = []
  for (const { key, values } of before?.rows ?? []) {
    const now = left.get(key)
    left.delete(key)
    if (now === undefined) changes.push({ key, before: values, after: null })
    else if (
      values.some((v, i) => (places[i]! < 0 ? v !== null : !same(v, now[places[i]!]!))) ||
      added.some((i) => now[i] !== null)
    )
      changes.push({ key, before: values, after: now })
  }
  for (const [key, values] of left) changes.push({ key, before: null, after: values })
  const truncated = (before?.total ?? 0) > keptRows || (after?.total ?? 0) > keptRows
  return { table: name, columnsBefore, columnsAfter, changes, truncated }
}

const same = (a: SqlValue, b: SqlValue) =>
  a === b || (a instanceof Uint8Array && b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i]))
