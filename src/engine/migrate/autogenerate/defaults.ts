import { serverDefaultSql } from '../../schema/ddl'
import type { Column } from '../../schema/table'
import { scriptedDefault } from '../operations/spec'
import type { AlterColumn } from '../operations/types'
import type { Mode } from '../plan-types'

/** The DEFAULT clause differs. Off unless asked for, as in Alembic. */
export function compareDefault(database: Column, model: Column, mode: Mode, log: (line: string) => void): Partial<AlterColumn> {
  if (mode === 'alembic' ? reflectedText(database) === modelText(model) : text(database) === text(model)) return {}
  log(`Detected server default on column '${model.table.name}.${model.name}'`)
  return { serverDefault: model.serverDefault }
}

/** The default without parentheses and quotes: 3, '3' and (3) are alike. */
function text(c: Column): string | null {
  if (!c.serverDefault) return null
  let sql = serverDefaultSql(c.serverDefault).trim()
  while (/^\(.*\)$/s.test(sql)) sql = sql.slice(1, -1).trim()
  return sql.replace(/^'(.*)'$/s, '$1')
}

/** As Alembic's SQLiteImpl sees the default of the database: SQL longer than a digit is put into parentheses, and never equal then. */
function reflectedText({ serverDefault }: Column): string | null {
  if (!serverDefault) return null
  const sql = serverDefaultSql(serverDefault).trim()
  return unquoted(serverDefaultSql(scriptedDefault({ kind: 'sql', sql })!))
}

/** As it sees the default of the model: without its own parentheses and quotes. */
function modelText({ serverDefault }: Column): string | null {
  if (!serverDefault) return null
  const given = serverDefault.kind === 'string' ? serverDefault.value : serverDefault.sql
  return unquoted(given.replace(/^\((.+)\)$/, '$1'))
}

const unquoted = (sql: string) => sql.replace(/^"?'(.+)'"?$/, '$1')
