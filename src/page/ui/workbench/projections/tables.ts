import {
  type EventOf,
  type RowChange,
  type SqlValue,
  type TableInfo,
  type TableSnapshot,
  type TimelineEvent,
  unreachable,
} from '../../../../protocol'

export type Mark = 'inserted' | 'changed' | 'deleted'

export interface RowView {
  /** `users 1`: the table and the key, for the thread. */
  id: string
  key: SqlValue
  values: SqlValue[]
  /** What became of the row since the run began; null when nothing did. */
  mark: Mark | null
  /** For each column, the value at the start of the run or when the row was inserted; undefined where it is the same. */
  before: (SqlValue | undefined)[]
  /** The statement stood on did it. */
  now: boolean
}

export interface TableView {
  table: TableInfo
  rows: RowView[]
  /** Rows in the database; more than `rows` when only the first ones were recorded. */
  total: number
  mark: Mark | null
  now: boolean
}

/** Names a row on the page. */
export const rowId = (table: string, key: SqlValue): string => `${table} ${String(key)}`

interface Row {
  key: SqlValue
  values: SqlValue[]
  /** Its values when the run began, or when it was inserted. */
  start: SqlValue[]
  /** It was there when the run began. */
  original: boolean
  deleted: boolean
  now: boolean
}

interface Table {
  info: TableInfo
  rows: Map<SqlValue, Row>
  total: number
  original: boolean
  altered: boolean
  deleted: boolean
  now: boolean
}

/**
 * The tables as they are after an event, in order of name.
 * @param seq the last event that has happened
 * @param since marks of the rows that the events from here to `seq` touched get `now`; the default marks none
 */
export function tablesAt(events: readonly TimelineEvent[], seq: number, since = Number.POSITIVE_INFINITY): TableView[] {
  const tables = new Map<string, Table>()
  for (const event of events) {
    if (event.seq > seq) break
    const now = event.seq >= since
    switch (event.kind) {
      case 'snapshot':
        for (const snapshot of event.tables) takeSnapshot(tables, snapshot, event.phase === 'start')
        break
      case 'schema':
        takeSchema(tables, event, now)
        break
      case 'rows': {
        const table = tables.get(event.table)
        if (!table) break
        table.total = event.total
        for (const change of event.changes) takeChange(table, change, now)
        break
      }
      case 'cell':
      case 'value':
      case 'console':
      case 'statement':
      case 'transaction':
      case 'state':
      case 'attribute':
      case 'flush':
      case 'request':
      case 'flask':
      case 'problem':
        break
      default:
        unreachable(event)
    }
  }
  return [...tables.values()]
    .filter(shown)
    .map(viewTable)
    .sort((a, b) => a.table.name.localeCompare(b.table.name))
}

function shown(thing: { deleted: boolean; original: boolean; now: boolean }): boolean {
  return !thing.deleted || thing.original || thing.now
}

function viewTable(table: Table): TableView {
  const { info, total, now } = table
  const rows = [...table.rows.values()].filter(shown).map((row) => viewRow(info.name, row))
  const mark = table.deleted ? 'deleted' : table.original ? (table.altered ? 'changed' : null) : 'inserted'
  return { table: info, rows: rows.sort((a, b) => compareKeys(a.key, b.key)), total, mark, now }
}

function viewRow(table: string, row: Row): RowView {
  const { key, values, start, now } = row
  const before = values.map((value, column) => (sameValue(value, start[column] ?? null) ? undefined : (start[column] ?? null)))
  const changed = row.original ? (before.some((value) => value !== undefined) ? 'changed' : null) : 'inserted'
  return { id: rowId(table, key), key, values, before, now, mark: row.deleted ? 'deleted' : changed }
}

function compareKeys(a: SqlValue, b: SqlValue): number {
  const numeric = (x: SqlValue): x is number | bigint => typeof x === 'number' || typeof x === 'bigint'
  if (numeric(a) && numeric(b)) return a < b ? -1 : a > b ? 1 : 0
  return String(a).localeCompare(String(b))
}

const newRow = (key: SqlValue, values: SqlValue[], original: boolean, now: boolean): Row => ({
  key,
  values,
  start: values,
  original,
  deleted: false,
  now,
})

/** The snapshot at the end only adds what was too much to record on the way. */
function takeSnapshot(tables: Map<string, Table>, snapshot: TableSnapshot, atStart: boolean): void {
  const { table: info, rows, total } = snapshot
  let table = tables.get(info.name)
  if (!table || atStart) {
    table = { info, rows: new Map(), total, original: atStart, altered: false, deleted: false, now: false }
    tables.set(info.name, table)
  }
  table.total = total
  for (const { key, values } of rows) {
    const known = table.rows.get(key)
    if (known) known.values = values
    else table.rows.set(key, newRow(key, values, atStart, false))
  }
}

function takeSchema(tables: Map<string, Table>, event: EventOf<'schema'>, now: boolean): void {
  const known = tables.get(event.name)
  if (event.table === null) {
    if (known) Object.assign(known, { deleted: true, total: 0, now })
    return
  }
  const rows = new Map<SqlValue, Row>()
  for (const { key, values } of event.rows) {
    const before = known?.rows.get(key)
    const row = newRow(key, values, before?.original ?? false, false)
    if (before && known) row.start = rearrange(before.start, known.info, event.table, values)
    rows.set(key, row)
  }
  const original = known?.original ?? false
  tables.set(event.name, {
    info: event.table,
    rows,
    total: event.total,
    original,
    altered: known !== undefined,
    deleted: false,
    now,
  })
}

/** Values in the columns of another version of the table; columns that it does not have take `otherwise`. */
function rearrange(values: SqlValue[], from: TableInfo, to: TableInfo, otherwise: SqlValue[]): SqlValue[] {
  const places = new Map(from.columns.map((column, place) => [column.name, place]))
  return to.columns.map((column, place) => values[places.get(column.name) ?? -1] ?? otherwise[place] ?? null)
}

function takeChange(table: Table, change: RowChange, now: boolean): void {
  const known = table.rows.get(change.key)
  if (change.after === null) {
    if (known) Object.assign(known, { deleted: true, now })
    return
  }
  const values = change.after
  if (known && (known.original || !known.deleted)) Object.assign(known, { values, now, deleted: false })
  else {
    const row = newRow(change.key, values, change.before !== null, now)
    if (change.before) row.start = change.before
    table.rows.set(change.key, row)
  }
}

/** Whether two values are the same to SQLite: blobs by their bytes. */
export function sameValue(a: SqlValue, b: SqlValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return a.length === b.length && a.every((byte, i) => byte === b[i])
  return a === b
}
