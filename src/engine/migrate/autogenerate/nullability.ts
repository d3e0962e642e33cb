import type { Column } from '../../schema/table'
import type { AlterColumn } from '../operations/types'

/** NOT NULL set or dropped. A primary key column without NOT NULL is SQLite's habit, not a difference. */
export function compareNullability(database: Column, model: Column, log: (line: string) => void): Partial<AlterColumn> {
  if (database.nullable === model.nullable || (database.primaryKey && model.primaryKey)) return {}
  log(`Detected ${model.nullable ? 'NULL' : 'NOT NULL'} on column '${model.table.name}.${model.name}'`)
  return { nullable: model.nullable }
}
