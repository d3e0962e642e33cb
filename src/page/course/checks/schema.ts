import type { ColumnInfo, TableSnapshot } from '../../../protocol'
import { type ColumnExpectation, met, type SchemaCheck, unmet, type Verdict } from './check'
import { missingTable } from './rows'

/** Judges how a table is made. */
export function judgeSchema(check: SchemaCheck, tables: TableSnapshot[]): Verdict {
  const table = tables.find((t) => t.table.name === check.table)?.table
  if (check.absent) return table ? unmet(`The table ${check.table} is still there.`) : met
  if (!table) return unmet(missingTable(check.table, tables))
  for (const [name, expected] of Object.entries(check.has)) {
    const column = table.columns.find((c) => c.name === name)
    if (!column) return unmet(`${check.table} has no column ${name}. It has: ${table.columns.map((c) => c.name).join(', ')}.`)
    const differs = difference(column, expected)
    if (differs) return unmet(`${check.table}.${name} ${differs}.`)
  }
  const there = check.lacks.find((name) => table.columns.some((c) => c.name === name))
  if (there) return unmet(`${check.table} has a column ${there}; asked for: none of that name.`)
  return met
}

function difference(column: ColumnInfo, expected: ColumnExpectation): string | null {
  if (expected.type !== undefined && column.type.toUpperCase() !== expected.type.toUpperCase()) {
    return `has the type ${column.type || 'nothing'}; asked for: ${expected.type}`
  }
  const flags: [asked: boolean | undefined, is: boolean, words: string][] = [
    [expected.nullable, column.nullable, 'nullable'],
    [expected.unique, column.unique, 'unique'],
    [expected.indexed, column.indexed || column.unique, 'indexed'],
    [expected.primaryKey, column.primaryKey > 0, 'part of the primary key'],
  ]
  for (const [asked, is, words] of flags) {
    if (asked !== undefined && asked !== is) return is ? `is ${words}; it should not be` : `is not ${words}; it should be`
  }
  if (expected.references !== undefined) {
    const key = column.foreignKey && `${column.foreignKey.table}.${column.foreignKey.column}`
    if (key !== expected.references) {
      return `refers to ${key ?? 'no other table'}; asked for: ${expected.references ?? 'no foreign key'}`
    }
  }
  return null
}
