import { TermError } from '../schema'
import type { EntityPlan } from './plan'
import type { BuiltQuery, Entity } from './query-data'

/**
 * Finds a query's columns in the result of a statement that was written by hand: by name, or by the label that a query gives.
 * What is not there stays unloaded.
 * @param names the columns of the result
 * @throws TermError NoSuchColumnError when the primary key is not among them
 */
export function byColumnName(
  entities: readonly Entity[],
  built: BuiltQuery,
  names: readonly string[],
): { order: number[]; readers: BuiltQuery['readers'] } {
  const order: number[] = []
  const place = (table: string | undefined, column: string) => {
    const at = names.indexOf(`${table}_${column}`)
    return at < 0 ? names.indexOf(column) : at
  }
  const missing = (name: string) =>
    new TermError('NoSuchColumnError', `Could not locate column in row for column '${name}'`, 'Select it in the statement too.')
  const readers = entities.map((entity, i): EntityPlan | number => {
    const offset = order.length
    if (entity.k === 'expression') {
      const { node } = entity
      const name = entity.key ?? ''
      const at = place(node.k === 'column' ? node.column?.table.name : undefined, node.k === 'column' ? node.name : name)
      if (at < 0) throw missing(name)
      order.push(at)
      return offset
    }
    const { mapper } = entity
    const places = mapper.columns.map(({ column }) => place(mapper.table.name, column.name))
    for (const key of mapper.primaryKey)
      if (places[key]! < 0) throw missing(`${mapper.table.name}.${mapper.columns[key]!.column.name}`)
    const columns = mapper.columns.map((c) => c.index).filter((c) => places[c]! >= 0)
    order.push(...columns.map((c) => places[c]!))
    const complete = columns.length === mapper.columns.length
    return { ...(built.readers[i] as EntityPlan), offset, columns: complete ? null : columns, width: columns.length }
  })
  return { order, readers }
}
