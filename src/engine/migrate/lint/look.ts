import type { Finding, SqlValue } from '../../../protocol'
import { quoted } from '../../schema/ddl'
import type { Connection } from '../../sqlite'
import type { SchemaState } from '../plan-types'

/** One finding. */
export const finding = (
  code: string,
  severity: Finding['severity'],
  message: string,
  fix: string | null = null,
  evidence: SqlValue[] = [],
): Finding => ({ code, severity, message, fix, evidence })
export const rowsWord = (n: number) => `${n} ${n === 1 ? 'row' : 'rows'}`

/** Names that need quotes. */
export const naming = (code: string, what: string, name: string): Finding[] =>
  /^[a-z_][a-z0-9_]*$/.test(name)
    ? []
    : [
        finding(
          code,
          'note',
          `The ${what} '${name}' needs quotes in SQL: it is not in snake_case.`,
          'Use small letters, digits and underscores.',
        ),
      ]

/** One table with its rows, to be asked. */
export interface Look {
  table: string
  state: SchemaState
  /** Rows of a SELECT; none where it cannot run, because an earlier operation of a batch makes what it names. */
  ask(sql: string): SqlValue[][]
  /** Rows for which a condition holds. */
  count(where: string): number
}

export function look(connection: Connection, table: string, state: SchemaState): Look {
  const ask = (sql: string): SqlValue[][] => {
    try {
      return connection.quietly(sql)
    } catch {
      return []
    }
  }
  return { table, state, ask, count: (where) => Number(ask(`SELECT count(*) FROM ${quoted(table)} WHERE ${where}`)[0]?.[0] ?? 0) }
}
