import { unreachable } from '../../protocol'
import { columnDefinition, createIndex, quoted, serverDefaultSql } from '../schema/ddl'
import { makeTable, type Table } from '../schema/table'
import { noAlterOfConstraints } from './errors'
import type { TableOperation } from './operations/types'
import type { PlannedStatement } from './plan-types'

/** Whether a batch with `recreate: 'auto'` rebuilds the table for this operation (Alembic's SQLiteImpl). */
export function recreates(op: TableOperation): boolean {
  if (op.op === 'addColumn')
    return (
      op.column.serverDefault?.kind === 'sql' ||
      op.column.computed?.persisted === true ||
      makeTable({ name: op.table, columns: [op.column] }).constraints.some((c) => c.kind !== 'primaryKey')
    )
  return op.op !== 'createIndex' && op.op !== 'dropIndex'
}

/** The statements that Alembic sends outside of a rebuild. Generated one by one: what comes before an error has run. */
export function* plainStatements(op: TableOperation): Iterable<PlannedStatement> {
  const alter = `ALTER TABLE ${quoted(op.table ?? '')}`
  const send = (sql: string): PlannedStatement => ({ phase: 'native', sql, because: 'Alembic sends it as it is.' })
  switch (op.op) {
    case 'addColumn': {
      const made = makeTable({ name: op.table, columns: [op.column] })
      yield send(`${alter} ADD COLUMN ${columnDefinition(made.columns[0]!)}`)
      // the CHECK of a Boolean or Enum is left out with a warning
      if (made.constraints.some((c) => c.kind !== 'primaryKey' && c.kind !== 'check')) throw noAlterOfConstraints()
      for (const index of made.indexes) yield send(createIndex(made, index))
      return
    }
    case 'dropColumn':
      yield send(`${alter} DROP COLUMN ${quoted(op.column)}`)
      return
    case 'alterColumn': {
      // SQLite has no such statement before 3.53, the newest that Alembic 1.8 knew being 3.39
      const column = (rest: string): PlannedStatement => ({
        ...send(`${alter} ALTER COLUMN ${quoted(op.column)} ${rest}`),
        refused: 'near "ALTER": syntax error',
      })
      if (op.nullable !== undefined) yield column(op.nullable ? 'DROP NOT NULL' : 'SET NOT NULL')
      if (op.serverDefault !== undefined)
        yield column(op.serverDefault ? `SET DEFAULT ${serverDefaultSql(op.serverDefault)}` : 'DROP DEFAULT')
      if (op.type) yield column(`TYPE ${op.type.ddl('sqlite')}`)
      if (op.newName !== undefined) yield send(`${alter} RENAME ${quoted(op.column)} TO ${quoted(op.newName)}`)
      return
    }
    case 'createIndex':
      yield send(createIndex({ name: op.table } as Table, op.index))
      return
    case 'dropIndex':
      yield send(`\nDROP INDEX ${quoted(op.name)}`)
      return
    case 'createConstraint':
    case 'dropConstraint':
      throw noAlterOfConstraints()
    default:
      return unreachable(op)
  }
}
