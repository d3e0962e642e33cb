import type { Connection } from '../sqlite'
import { type ParsedTable, parseCreateTable } from './parse-ddl'
import { reflectedType } from './reflect-types'
import { type Constraint, type Index, makeTable, type Table } from './table'

/** A table as the database has it: the same data as a model's table, and what only a database knows. */
export interface ReflectedTable {
  table: Table
  /** CREATE TABLE text from sqlite_schema. */
  sql: string
  /** Columns with a foreign key or a CHECK written inside their definition, which DROP COLUMN takes along. */
  inline: Set<string>
  /** `STRICT`, `WITHOUT ROWID`, or an empty text. */
  options: string
  triggers: { name: string; sql: string }[]
  /** Indexes with expressions, conditions or orders, as SQL text. */
  otherIndexes: { name: string; sql: string }[]
  /** Parts of the text that a rebuild would lose, such as `DEFERRABLE`. */
  lost: string[]
}

/** All tables of the database by name, in order of creation. Never told to the connection's listener. */
export function reflectTables(connection: Connection): Map<string, ReflectedTable> {
  const objects = connection.quietly(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
  )
  const tables = new Map<string, ReflectedTable>()
  for (const [type, name, , sql] of objects as string[][]) {
    const parsed = type === 'table' ? parseCreateTable(sql!) : null
    if (parsed) tables.set(name!, fromParsed(name!, sql!, parsed))
  }
  for (const [type, name, of, sql] of objects as string[][]) {
    const table = tables.get(of!)
    if (!table) continue
    if (type === 'trigger') table.triggers.push({ name: name!, sql: sql! })
    if (type !== 'index' || !sql) continue
    const index = plainIndex(connection, name!, of!)
    if (index) table.table.indexes.push(index)
    else table.otherIndexes.push({ name: name!, sql })
  }
  for (const { table } of tables.values()) completeTargets(table, tables)
  return tables
}

function fromParsed(name: string, sql: string, parsed: ParsedTable): ReflectedTable {
  const key = parsed.constraints.find((c) => c.kind === 'primaryKey')
  const keys = new Set(key?.kind === 'primaryKey' ? key.columns.map((c) => c.toLowerCase()) : [])
  const constraints = parsed.constraints.filter((c) => c.kind !== 'primaryKey').map(({ inline: _, ...c }) => c as Constraint)
  const table = makeTable({
    name,
    sqliteAutoincrement: parsed.autoincrement,
    columns: parsed.columns.map((c) => ({
      name: c.name,
      type: reflectedType(c.type, c.collation),
      primaryKey: keys.has(c.name.toLowerCase()),
      nullable: !c.notNull,
      serverDefault: c.default === null ? null : { kind: 'sql', sql: c.default },
      check: c.check,
      computed: c.computed,
    })),
  })
  table.constraints.splice(0)
  if (key?.kind === 'primaryKey') table.constraints.push({ kind: 'primaryKey', name: key.name, columns: key.columns })
  table.constraints.push(...constraints)
  const inline = parsed.constraints.flatMap((c) =>
    c.inline && (c.kind === 'foreignKey' || c.kind === 'check') ? [c.inline] : [],
  )
  return { table, sql, inline: new Set(inline), options: parsed.options, triggers: [], otherIndexes: [], lost: parsed.lost }
}

/** An index over whole columns in ascending order, or null when it is anything more. */
function plainIndex(connection: Connection, name: string, table: string): Index | null {
  const [, , unique, , partial] = (connection.quietly(`PRAGMA index_list(${quote(table)})`).find((row) => row[1] === name) ??
    []) as [number, string, number, string, number]
  const keys = connection.quietly(`PRAGMA index_xinfo(${quote(name)})`).filter((row) => row[5] === 1)
  if (partial || keys.some((row) => Number(row[1]) < 0 || row[3] !== 0)) return null
  return { name, columns: keys.map((row) => String(row[2])), unique: unique === 1 }
}

/** `REFERENCES roles` without columns means the primary key of roles. */
function completeTargets(table: Table, tables: Map<string, ReflectedTable>) {
  for (const c of table.constraints) {
    if (c.kind !== 'foreignKey' || c.targets.length) continue
    const key = tables.get(c.table)?.table.constraints.find((t) => t.kind === 'primaryKey')
    if (key?.kind === 'primaryKey') c.targets = [...key.columns]
  }
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
