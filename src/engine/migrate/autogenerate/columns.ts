import { columnSpec } from '../operations/spec'
import type { Comparator } from './comparison'

/** Columns that only the models have. */
export const addedColumns: Comparator = ({ database, model, log }) => {
  const there = new Set(database.columns.map((c) => c.name))
  return model.columns
    .filter((c) => !there.has(c.name))
    .map((c) => {
      log(`Detected added column '${model.name}.${c.name}'`)
      return { op: 'addColumn', table: model.name, column: { ...columnSpec(c), primaryKey: undefined } }
    })
}

/** Columns that only the database has. */
export const droppedColumns: Comparator = ({ database, model, log }) => {
  const wanted = new Set(model.columns.map((c) => c.name))
  return database.columns
    .filter((c) => !wanted.has(c.name))
    .map((c) => {
      log(`Detected removed column '${model.name}.${c.name}'`)
      return { op: 'dropColumn', table: model.name, column: c.name, existing: columnSpec(c) }
    })
}
