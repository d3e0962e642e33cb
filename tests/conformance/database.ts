import type { Connection } from '../../src/engine/sqlite'
import type { SessionCase } from './case'
import { sqlValue } from './sql'
import type { Stage } from './workspace'

/** Compares what a case leaves in the database: rows that are committed, and where recorded, the schema. */
export function databaseDifferences(stage: Stage, recorded: SessionCase): string[] {
  const found: string[] = []
  if (stage.connection.inTransaction) stage.connection.rollback()
  const quiet = (sql: string) => stage.connection.quietly(sql)
  const tables = quiet("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").map(([n]) => String(n))
  for (const [table, { columns, rows, row_count }] of Object.entries(recorded.tables ?? {})) {
    if (!tables.includes(table)) {
      found.push(`at the end: there is no table ${table}`)
      continue
    }
    const mine = quiet(`PRAGMA table_xinfo("${table}")`).map((r) => String(r[1]))
    if (mine.join() !== columns.join())
      found.push(`at the end: ${table} has the columns ${mine.join(', ')} instead of ${columns.join(', ')}`)
    const expected = rows.map((r) => JSON.stringify(r.map(sqlValue)))
    const actual = quiet(`SELECT * FROM "${table}"`).map((r) => JSON.stringify(r.map((v) => sqlValue(v as never))))
    if (row_count !== undefined && row_count > rows.length) {
      if (actual.length !== row_count) found.push(`at the end: ${table} has ${actual.length} rows instead of ${row_count}`)
      if (actual.slice(0, 3).join() !== expected.slice(0, 3).join() || actual.slice(-2).join() !== expected.slice(-2).join())
        found.push(`at the end: the first or last rows of ${table} differ`)
    } else if (expected.join('\n') !== actual.join('\n'))
      found.push(
        `at the end: ${table} holds ${actual.slice(0, 5).join(' ') || 'nothing'} instead of ${expected.slice(0, 5).join(' ') || 'nothing'}`,
      )
  }
  for (const table of tables)
    if (recorded.tables && !(table in recorded.tables)) found.push(`at the end: the table ${table} is not expected`)
  if (recorded.sqlite_master) found.push(...schemaDifferences(stage, recorded.sqlite_master))
  return found
}

type Facts = { [what: string]: string }

/** The schema is compared by what SQLite makes of it: the recorded CREATE statements run in a second database. */
function schemaDifferences(stage: Stage, master: NonNullable<SessionCase['sqlite_master']>): string[] {
  const other = stage.scratch()
  try {
    for (const { sql, name } of master) if (sql && !name.startsWith('sqlite_')) other.quietly(sql)
    const [want, got] = [schemaFacts(other), schemaFacts(stage.connection)]
    return [...new Set([...Object.keys(want), ...Object.keys(got)])]
      .filter((what) => want[what] !== got[what])
      .map((what) => `at the end: ${what} is ${got[what] ?? 'missing'} instead of ${want[what] ?? 'missing'}`)
  } finally {
    other.close()
  }
}

/** Columns, keys, indexes and checks of all tables, each as one text. */
function schemaFacts(connection: Connection): Facts {
  const facts: Facts = {}
  const quiet = (sql: string) => connection.quietly(sql)
  for (const [name, sql] of quiet("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")) {
    for (const [, column, type, notNull, dflt, key, hidden] of quiet(`PRAGMA table_xinfo("${name}")`)) {
      facts[`column ${name}.${column}`] = JSON.stringify({
        type: String(type).toUpperCase(),
        notNull,
        default: dflt,
        key,
        hidden,
      })
    }
    const keys = quiet(`PRAGMA foreign_key_list("${name}")`).map(
      ([, , table, from, to, onUpdate, onDelete]) => `${from}→${table}.${to} on update ${onUpdate} on delete ${onDelete}`,
    )
    if (keys.length > 0) facts[`foreign keys of ${name}`] = keys.sort().join('; ')
    for (const [, index, unique, origin] of quiet(`PRAGMA index_list("${name}")`)) {
      const columns = quiet(`PRAGMA index_info("${index}")`)
        .map((c) => c[2])
        .join(', ')
      facts[origin === 'c' ? `index ${index}` : `${origin === 'pk' ? 'key' : 'unique constraint'} ${name}(${columns})`] =
        `${unique ? 'unique ' : ''}on ${name}(${columns})`
    }
    const text = String(sql)
    const checks = [...text.matchAll(/(?:CONSTRAINT\s+("[^"]+"|\w+)\s+)?CHECK\s*\(([^,\n]*)\)/gi)].map(
      (m) => `${m[1] ?? ''} ${m[2]!.replace(/\s+/g, ' ').trim()}`,
    )
    if (checks.length > 0) facts[`checks of ${name}`] = checks.sort().join('; ')
    const names = [...text.matchAll(/CONSTRAINT\s+("[^"]+"|\w+)/gi)].map((m) => m[1])
    if (names.length > 0) facts[`constraint names of ${name}`] = names.sort().join(', ')
    if (/AUTOINCREMENT/i.test(text)) facts[`autoincrement of ${name}`] = 'yes'
  }
  return facts
}
