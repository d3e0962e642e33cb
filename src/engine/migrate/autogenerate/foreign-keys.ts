import { type ForeignKeyConstraint, foreignKeys } from '../../schema/table'
import type { TableOperation } from '../operations/types'
import { type Comparator, conventionalName } from './comparison'

/** Foreign keys, compared by columns, target and rules: removed ones first. The name alone is no difference. */
export const comparedForeignKeys: Comparator = ({ database, model, options, log }) => {
  const [there, wanted] = [keyed(foreignKeys(database)), keyed(foreignKeys(model))]
  const ops: TableOperation[] = []
  const words = (k: ForeignKeyConstraint) => `foreign key (${k.columns.join(',')})(${k.targets.join(',')}) on table ${model.name}`
  for (const [signature, key] of there) {
    if (wanted.has(signature)) continue
    log(`Detected removed ${words(key)}`)
    ops.push({ op: 'dropConstraint', table: model.name, name: key.name, type: 'foreignKey', columns: key.columns, existing: key })
  }
  for (const [signature, key] of wanted) {
    if (there.has(signature)) continue
    log(`Detected added ${words(key)}`)
    ops.push({
      op: 'createConstraint',
      table: model.name,
      constraint: key,
      conventional: conventionalName(model.name, key, options.naming),
    })
  }
  return ops
}

function keyed(keys: ForeignKeyConstraint[]): Map<string, ForeignKeyConstraint> {
  const rule = (r: string | null) => (r === null || r === 'NO ACTION' ? '' : r)
  const entries = keys.map((k) => [`${k.columns}>${k.table}(${k.targets})${rule(k.onDelete)}/${rule(k.onUpdate)}`, k] as const)
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
