import type { RowChange, RowData, SqlValue, TableInfo, TableSnapshot } from '../../protocol'
import type { Connection } from '../sqlite'
import { quoteName, readShape, type TableShape, tableTexts } from './tables'

/** Rows of one table that changed. */
export interface TableChanges {
  table: string
  changes: RowChange[]
  total: number
  truncated?: true
}

/** A table that was created or altered, or dropped (`info` null). */
export interface SchemaChange {
  name: string
  info: TableInfo | null
  rows: RowData[]
  total: number
}

/** Rowids that an update hook named, by table, with what was done to them (+1 inserted, -1 deleted, summed up). */
export type Touched = Map<string, Map<number, number>>

interface MirroredTable {
  shape: TableShape
  /** The first rows, by key. */
  rows: Map<SqlValue, RowData>
  /** Whether `rows` are all there are. */
  complete: boolean
  total: number
}

/**
 * A copy of the first rows of every table, to tell what a statement changed: the update hook names rows, the mirror knows
 * what they were. In tables with more rows than the limit, old values are known for the first ones only.
 */
export class Mirror {
  private tables = new Map<string, MirroredTable>()
  /** Whether a statement can change other tables than the one that it names: by a trigger or a foreign key's action. */
  private reaching = false

  constructor(
    private readonly connection: Connection,
    /** Rows per table that are copied, and changes that are told of one statement. */
    private readonly limit: number,
  ) {}

  /** Reads everything anew; `rows` bounds the rows per table that are returned. */
  snapshot(rows: number): TableSnapshot[] {
    this.tables = new Map()
    this.readSchema()
    return [...this.tables.values()].map(({ shape, rows: all, total }) => ({
      table: shape.info,
      rows: [...all.values()].slice(0, rows),
      total,
    }))
  }

  /** Takes over what DDL has done. */
  readSchema(): SchemaChange[] {
    const changes: SchemaChange[] = []
    const texts = tableTexts(this.connection)
    this.reaching =
      [...texts.values()].some(({ sql }) => /\bon\s+(?:update|delete)\s+(?:cascade|set)\b/i.test(sql)) ||
      this.connection.quietly("SELECT 1 FROM sqlite_schema WHERE type = 'trigger' LIMIT 1").length > 0
    for (const name of this.tables.keys()) {
      if (texts.has(name)) continue
      this.tables.delete(name)
      changes.push({ name, info: null, rows: [], total: 0 })
    }
    for (const [name, text] of texts) {
      if (this.tables.get(name)?.shape.signature === text.signature) continue
      const shape = readShape(this.connection, name, text)
      const rows = this.firstRows(shape)
      const table: MirroredTable = { shape, rows, total: this.count(shape), complete: false }
      table.complete = table.total <= rows.size
      this.tables.set(name, table)
      changes.push({ name, info: shape.info, rows: [...table.rows.values()], total: table.total })
    }
    return changes
  }

  /** What became of the rows that a statement touched. `recount`: the sums in `touched` cannot be relied on. */
  settle(touched: Touched, recount: boolean): TableChanges[] {
    const all: TableChanges[] = []
    for (const [name, rowids] of touched) {
      const table = this.tables.get(name)
      if (table === undefined || table.shape.rowid === null) continue
      const { complete } = table
      if (recount) table.total = this.count(table.shape)
      else for (const net of rowids.values()) table.total += net
      const known = [...rowids.keys()].filter((id) => table.rows.has(id))
      const others = [...rowids.keys()].filter((id) => !table.rows.has(id))
      const ids = [...known, ...others.slice(0, this.limit - known.length)]
      const changes = this.compare(
        table,
        ids,
        this.fetch(table.shape, ids),
        (id) => complete || (rowids.get(id as number) ?? 0) > 0,
      )
      const left = others.length > this.limit - known.length
      if (left) table.complete = false
      const short = changes.unknown || left
      if (changes.list.length > 0 || short)
        all.push({ table: name, changes: changes.list, total: table.total, ...(short && { truncated: true }) })
    }
    return all
  }

  /** Compares whole tables with the database: for what the update hook does not tell. Null means every table. */
  scan(names: Iterable<string> | null): TableChanges[] {
    const all: TableChanges[] = []
    for (const name of names ?? this.tables.keys()) {
      const table = this.tables.get(name)
      if (table === undefined) continue
      const { complete } = table
      const now = this.firstRows(table.shape)
      if (!complete && table.shape.rowid !== null) {
        // A row that left the first ones may still be there.
        const gone = [...table.rows.keys()].filter((key) => !now.has(key))
        for (const [key, row] of this.fetch(table.shape, gone)) now.set(key, row)
      }
      const before = table.total
      table.total = this.count(table.shape)
      const changes = this.compare(table, [...new Set([...table.rows.keys(), ...now.keys()])], now, () => complete)
      if (table.total > table.rows.size) table.complete = false
      // Of the rows that are not copied nothing is known.
      const short = changes.unknown || (!table.complete && (before !== table.total || changes.list.length > 0))
      if (changes.list.length > 0 || short)
        all.push({ table: name, changes: changes.list, total: table.total, ...(short && { truncated: true }) })
    }
    return all
  }

  /** Tables that an INSERT or UPDATE may change; null means any. */
  targets(sql: string): Set<string> | null {
    const name = /^\s*(?:insert\s+into|update)\s+(?:"((?:[^"]|"")+)"|(\w+))/i.exec(sql)
    const table = name && (name[1]?.replaceAll('""', '"') ?? name[2]!)
    return this.reaching || table === null || !this.tables.has(table) ? null : new Set([table])
  }

  /** Tables of which the update hook tells nothing. */
  withoutRowid(): string[] {
    return [...this.tables.values()].filter(({ shape }) => shape.rowid === null).map(({ shape }) => shape.info.name)
  }

  private compare(
    table: MirroredTable,
    keys: SqlValue[],
    now: Map<SqlValue, RowData>,
    isNew: (key: SqlValue) => boolean,
  ): { list: RowChange[]; unknown: boolean } {
    const list: RowChange[] = []
    let unknown = false
    for (const key of keys) {
      const before = table.rows.get(key)
      const after = now.get(key)
      if (before === undefined) {
        if (after === undefined) unknown ||= !isNew(key)
        else if (isNew(key)) list.push({ key: after.key, before: null, after: after.values })
        else unknown = true
        if (after === undefined) continue
        if (table.rows.size < this.limit) table.rows.set(key, after)
        else table.complete = false
      } else if (after === undefined) {
        list.push({ key: before.key, before: before.values, after: null })
        table.rows.delete(key)
      } else if (!sameValues(before.values, after.values)) {
        list.push({ key: after.key, before: before.values, after: after.values })
        table.rows.set(key, after)
      }
    }
    return { list, unknown }
  }

  private firstRows(shape: TableShape): Map<SqlValue, RowData> {
    return this.select(shape, `ORDER BY ${shape.rowid ?? keyNames(shape)} LIMIT ${this.limit}`)
  }

  private fetch(shape: TableShape, rowids: SqlValue[]): Map<SqlValue, RowData> {
    if (rowids.length === 0) return new Map()
    const where = rowids.length === 1 ? '= ?' : 'IN (SELECT value FROM json_each(?))'
    return this.select(shape, `WHERE ${shape.rowid} ${where}`, [rowids.length === 1 ? rowids[0]! : `[${rowids.join(',')}]`])
  }

  private select(shape: TableShape, rest: string, parameters: SqlValue[] = []): Map<SqlValue, RowData> {
    const rows = selectRows(this.connection, shape, rest, parameters)
    return new Map(rows.map((row) => [row.key, row]))
  }

  private count(shape: TableShape): number {
    return Number(this.connection.quietly(`SELECT count(*) FROM ${quoteName(shape.info.name)}`)[0]![0])
  }
}

/** Rows of one table with their keys; `rest` follows the FROM clause. @throws SqliteError */
export function selectRows(connection: Connection, shape: TableShape, rest: string, parameters: SqlValue[] = []): RowData[] {
  const columns = shape.info.columns.map(({ name }) => quoteName(name)).join(', ')
  const key = shape.rowid === null ? '' : `${shape.rowid}, `
  return connection.quietly(`SELECT ${key}${columns} FROM ${quoteName(shape.info.name)} ${rest}`, parameters).map((values) => {
    if (shape.rowid !== null) return { key: values[0]!, values: values.slice(1) }
    const parts = shape.keyColumns.map((index) => values[index]!)
    return {
      key:
        parts.length === 1 ? parts[0]! : JSON.stringify(parts, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
      values,
    }
  })
}

function keyNames(shape: TableShape): string {
  return shape.keyColumns.map((index) => quoteName(shape.info.columns[index]!.name)).join(', ') || '1'
}

function sameValues(a: SqlValue[], b: SqlValue[]): boolean {
  return a.length === b.length && a.every((value, index) => sameValue(value, b[index]!))
}

function sameValue(a: SqlValue, b: SqlValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array)
    return a.length === b.length && a.every((byte, index) => byte === b[index])
  return Object.is(a, b)
}
