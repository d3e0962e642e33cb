import type { ColumnRecord, SessionCase } from './case'
import { sqlValue } from './sql'
import type { Stage } from './workspace'

/** Compares what a case leaves in the database: rows that are committed, and where recorded, the schema. */
export function databaseDifferences(stage: Stage, recorded: SessionCase): string[] {
  const found: string[] = []
  try {
    stage.session.rollback()
    if (stage.connection.inTransaction) stage.connection.rollback()
  } catch (error) {
    found.push(`at the end: rollback() raised ${String(error)}`)
  }
  const quiet = (sql: string) => stage.connection.quietly(sql)
  const tables = quiet("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").map(([n]) => String(n))
  for (const [table, { columns, rows }] of Object.entries(recorded.tables ?? {})) {
    if (!tables.includes(table)) {
      found.push(`at the end: there is no table ${table}`)
      continue
    }
    const mine = quiet(`PRAGMA table_info("${table}")`).map((r) => String(r[1]))
    if (mine.join() !== columns.join()) found.push(`at the end: ${table} has the columns ${mine.join(', ')} instead of ${columns.join(', ')}`)
    const expected = rows.map((r) => JSON.stringify(r.map(sqlValue)))
    const actual = quiet(`SELECT * FROM "${table}"`).map((r) => JSON.stringify(r.map((v) => sqlValue(v as never))))
    if (expected.join('\n') !== actual.join('\n')) found.push(`at the end: ${table} holds ${actual.slice(0, 5).join(' ') || 'nothing'} instead of ${expected.slice(0, 5).join(' ') || 'nothing'}`)
  }
  for (const table of tables) if (recorded.tables && !(table in recorded.tables)) found.push(`at the end: the table ${table} is not expected`)
  for (const [table, columns] of Object.entries(recorded.columns ?? {})) found.push(...columnDifferences(stage, table, columns))
  if (recorded.sqlite_master) {
    const names = (rows: { type: string; name: string }[]) => rows.map((r) => `${r.type} ${r.name}`).sort().join(', ')
    const mine = quiet("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").map(([type, name]) => ({ type: String(type), name: String(name) }))
    const expected = recorded.sqlite_master.filter((r) => !r.name.startsWith('sqlite_'))
    if (names(mine) !== names(expected)) found.push(`at the end: the database has ${names(mine)} instead of ${names(expected)}`)
  }
  return found
}

function columnDifferences(stage: Stage, table: string, expected: ColumnRecord[]): string[] {
  const rows = stage.connection.quietly(`PRAGMA table_info("${table}")`)
  const mine = rows.map(([, name, type, notnull, dflt, pk]) => ({ name, type, notnull, default: dflt, pk }))
  return expected.flatMap((want, i) => {
    const got = mine[i]
    const text = (c: object | undefined) => JSON.stringify(c)
    const same = got !== undefined && text({ ...got, type: String(got.type).toUpperCase() }) === text({ name: want.name, type: want.type.toUpperCase(), notnull: want.notnull, default: want.default, pk: want.pk })
    return same ? [] : [`at the end: column ${table}.${want.name} is ${text(got)} instead of ${text(want)}`]
  })
}
