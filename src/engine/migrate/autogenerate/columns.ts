import { columnSpec } from '../operations/spec'
import type { Comparator } from './comparison'

/** Columns that only the models have. */
export const addedColumns: Comparator = ({ database, model, options, log }) => {
  const there = new Set(database.columns.map((c) => c.name))
  return model.columns
    .filter((c) => !there.has(c.name))
    .map((c) => {
      log(`Detected added column '${model.name}.${c.name}'`)
      // Alembic leaves the CHECK of a Boolean or Enum to the type; here it is an operation of its own
      const type = options.mode === 'alembic' ? { type: c.type } : {}
      return { op: 'addColumn', table: model.name, column: { ...columnSpec(c), ...type, primaryKey: undefined } }
    })
}

/** Columns that only the database has. */
export const droppedColumns: Comparator = ({ database, model, options, log }) => {
  const wanted = new Set(model.columns.map((c) => c.name))
  return database.columns
    .filter((c) => !wanted.has(c.name))
    .map((c) => {
      log(`Detected removed column '${model.name}.${c.name}'`)
      // to Alembic a primary key is no property of a column: what a downgrade brings back is not one
      const key = options.mode === 'alembic' ? { primaryKey: undefined } : {}
      return { op: 'dropColumn', table: model.name, column: c.name, existing: { ...columnSpec(c), ...key } }
    })
}
