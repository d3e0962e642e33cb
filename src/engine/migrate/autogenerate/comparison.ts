import { quoted } from '../../schema/ddl'
import { indexName, type NamingConvention } from '../../schema/naming'
import { type Constraint, type Index, makeTable, type Table } from '../../schema/table'
import type { TableOperation } from '../operations/types'
import type { Mode } from '../plan-types'

export interface CompareOptions {
  /** `alembic`: see what Alembic 1.8 sees, no more. `safe`: also unnamed constraints and checks. */
  mode: Mode
  compareServerDefault: boolean
  naming: NamingConvention
}

/** A table as the database has it beside the table as the models want it. */
export interface Comparison {
  database: Table
  model: Table
  options: CompareOptions
  /** Takes Alembic's log lines: `Detected added column 'users.age'`. */
  log(line: string): void
}

/** Finds the differences of one kind, as the operations that make the database like the models. */
export type Comparator = (c: Comparison) => TableOperation[]

/** True when a name is what the naming convention gives: scripts then show it as `op.f('...')`. */
export function conventionalName(table: string, thing: Constraint | Index, naming: NamingConvention): boolean {
  if (thing.name === null) return false
  if (!('kind' in thing)) return thing.name === indexName(table, thing.columns, naming)
  if (thing.kind === 'check') return naming.ck !== undefined
  return (
    makeTable({ name: table, columns: [], constraints: [{ ...thing, name: null }] }, naming).constraints[0]!.name === thing.name
  )
}

/** A list of names as Python prints it. */
export const pythonList = (names: readonly string[]): string => `[${names.map((n) => `'${n}'`).join(', ')}]`

/** The same as a tuple. */
export const pythonTuple = (names: readonly string[]): string =>
  `(${names.map((n) => `'${n}'`).join(', ')}${names.length === 1 ? ',' : ''})`

/** `SELECT` of one column's values that are there. */
export const valuesOf = (table: string, column: string): string => `FROM ${quoted(table)} WHERE ${quoted(column)} IS NOT NULL`
