import { serverDefaultSql } from '../../schema/ddl'
import type { Column } from '../../schema/table'
import type { AlterColumn } from '../operations/types'

/** The DEFAULT clause differs. Off unless asked for, as in Alembic. */
export function compareDefault(database: Column, model: Column, log: (line: string) => void): Partial<AlterColumn> {
  if (text(database) === text(model)) return {}
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
