import type { SqlValue, TableSnapshot } from '../../../protocol'
import { bounds, type Cell, met, plural, type RowsCheck, same, unmet, type Verdict, within, written } from './check'

/** At most this many rows of each sort are named when something differs. */
const shown = 3

/**
 * Judges the rows of one table.
 * @param tables all tables as they are at the end of the run
 */
export function judgeRows(check: RowsCheck, tables: TableSnapshot[]): Verdict {
  const table = tables.find((t) => t.table.name === check.table)
  if (!table) return unmet(missingTable(check.table, tables))
  if (check.count && check.columns === null && Object.keys(check.where).length === 0 && !check.are && !check.include) {
    return within(table.total, check.count)
      ? met
      : unmet(`${check.table} has ${plural(table.total, 'row')}; asked for: ${bounds(check.count)}.`)
  }
  if (table.total > table.rows.length) {
    return unmet(`${check.table} has ${plural(table.total, 'row')}, more than can be looked at here. Try it with fewer.`)
  }

  const columns = check.columns ?? table.table.columns.map((c) => c.name)
  for (const column of [...columns, ...Object.keys(check.where)]) {
    const unknown = unknownColumn(column, table, tables)
    if (unknown) return unmet(unknown)
  }
  const picked = table.rows.filter((row) =>
    Object.entries(check.where).every(([column, value]) => same(read(row.values, column, table, tables), value)),
  )
  const found = picked.map((row) => columns.map((column) => read(row.values, column, table, tables)))
  const where = describeWhere(check.where)

  if (check.count && !within(found.length, check.count)) {
    return unmet(`${check.table} has ${plural(found.length, 'row')}${where}; asked for: ${bounds(check.count)}.`)
  }
  if (check.include) {
    const { missing } = compare(found, check.include, check.as === 'set')
    if (missing.length > 0) return unmet(sentence(check.table, where, columns, missing, [], found))
  }
  if (check.are) {
    const rows = check.as === 'set' ? distinct(found) : found
    const { missing, extra } = compare(rows, check.are, check.as === 'set')
    if (missing.length > 0 || extra.length > 0) return unmet(sentence(check.table, where, columns, missing, extra, rows))
    if (check.as === 'list') {
      const at = check.are.findIndex((row, i) => !rowIs(rows[i] ?? [], row))
      if (at >= 0) {
        return unmet(`The rows of ${check.table} are right, their order is not: row ${at + 1} is ${rowText(rows[at] ?? [])}.`)
      }
    }
  }
  return met
}

/** What to say when a table is not there. */
export function missingTable(name: string, tables: TableSnapshot[]): string {
  const names = tables.map((t) => t.table.name)
  const others =
    names.length > 0 ? `The database has: ${names.join(', ')}.` : 'The database has no tables: has db.createAll() run?'
  return `There is no table ${name}. ${others}`
}

type Row = (SqlValue | undefined)[]

/** Follows `role_id.name` from a row through its foreign keys. */
function read(values: SqlValue[], path: string, from: TableSnapshot, tables: TableSnapshot[]): SqlValue | undefined {
  const [column, ...rest] = path.split('.')
  const index = from.table.columns.findIndex((c) => c.name === column)
  const value = values[index]
  if (rest.length === 0 || value === null || value === undefined) return value
  const key = from.table.columns[index]?.foreignKey
  const target = tables.find((t) => t.table.name === key?.table)
  const position = target?.table.columns.findIndex((c) => c.name === key?.column) ?? -1
  const row = target?.rows.find((r) => r.values[position] === value)
  return row && target ? read(row.values, rest.join('.'), target, tables) : null
}

function unknownColumn(path: string, from: TableSnapshot, tables: TableSnapshot[]): string | null {
  const [column = '', ...rest] = path.split('.')
  const info = from.table.columns.find((c) => c.name === column)
  const has = from.table.columns.map((c) => c.name).join(', ')
  if (!info) return `${from.table.name} has no column ${column}. It has: ${has}.`
  if (rest.length === 0) return null
  if (!info.foreignKey) return `${from.table.name}.${column} is not a foreign key, so it leads to no other table.`
  const target = tables.find((t) => t.table.name === info.foreignKey?.table)
  return target ? unknownColumn(rest.join('.'), target, tables) : missingTable(info.foreignKey.table, tables)
}

function rowIs(found: Row, expected: Cell[]): boolean {
  return found.length === expected.length && expected.every((cell, i) => same(found[i], cell))
}

function compare(found: Row[], expected: Cell[][], asSet: boolean): { missing: Cell[][]; extra: Row[] } {
  const left = [...found]
  const missing = expected.filter((row) => {
    const at = left.findIndex((candidate) => rowIs(candidate, row))
    if (at >= 0 && !asSet) left.splice(at, 1)
    return at < 0
  })
  const extra = asSet ? left.filter((row) => !expected.some((e) => rowIs(row, e))) : left
  return { missing, extra }
}

function distinct(rows: Row[]): Row[] {
  const seen = new Set<string>()
  return rows.filter((row) => {
    const text = rowText(row)
    return seen.has(text) ? false : seen.add(text)
  })
}

function sentence(table: string, where: string, columns: string[], missing: Cell[][], extra: Row[], found: Row[]): string {
  const names = columns.join(', ')
  const only = extra[0] ?? found[0]
  if (missing.length === 1 && found.length === 1 && only) {
    return `In ${table}${where}, ${names} is ${rowText(only)}; asked for: ${rowText(missing[0] ?? [])}.`
  }
  const parts: string[] = []
  if (missing.length > 0) parts.push(`missing: ${listed(missing)}`)
  if (extra.length > 0) parts.push(`too many: ${listed(extra)}`)
  return `In ${table}${where} (${names}) ${parts.join('; ')}.`
}

function listed(rows: (Row | Cell[])[]): string {
  const texts = rows.slice(0, shown).map((row) => rowText(row))
  return rows.length > shown ? `${texts.join(', ')} and ${rows.length - shown} more` : texts.join(', ')
}

function rowText(row: Row | Cell[]): string {
  return row.length === 1 ? written(row[0]) : `(${row.map(written).join(', ')})`
}

function describeWhere(where: Record<string, Cell>): string {
  const parts = Object.entries(where).map(([column, value]) => `${column} = ${written(value)}`)
  return parts.length > 0 ? ` where ${parts.join(' and ')}` : ''
}
