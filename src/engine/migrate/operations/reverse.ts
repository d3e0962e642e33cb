import { unreachable } from '../../../protocol'
import type { Operation, TableOperation } from './types'

/**
 * The operation that undoes another one, or null where nobody can know it: SQL text, or something dropped of which only the
 * name is known.
 */
export function reverse(op: Operation): Operation | null {
  switch (op.op) {
    case 'createTable':
      return { op: 'dropTable', table: op.table.name, existing: op.table }
    case 'dropTable':
      return op.existing && { op: 'createTable', table: op.existing }
    case 'renameTable':
      return { op: 'renameTable', table: op.to, to: op.table }
    case 'batch': {
      const parts = op.operations.map(reverse)
      if (parts.includes(null)) return null
      return { ...op, operations: parts.reverse() as TableOperation[] }
    }
    case 'execute':
    case 'bulkInsert':
      return null
    default:
      return reverseInTable(op)
  }
}

function reverseInTable(op: TableOperation): TableOperation | null {
  const { table } = op
  switch (op.op) {
    case 'addColumn':
      return { op: 'dropColumn', table: op.table, column: op.column.name, existing: op.column }
    case 'dropColumn':
      return op.existing && { op: 'addColumn', table: op.table, column: op.existing }
    case 'alterColumn': {
      const unknown =
        (op.type !== undefined && op.existingType === undefined) ||
        (op.nullable !== undefined && op.existingNullable === undefined) ||
        (op.serverDefault !== undefined && op.existingServerDefault === undefined)
      if (unknown) return null
      return {
        op: 'alterColumn',
        table: op.table,
        column: op.newName ?? op.column,
        ...(op.newName !== undefined && { newName: op.column }),
        ...(op.autoincrement && { autoincrement: true }),
        ...(op.type !== undefined && { type: op.existingType }),
        ...(op.nullable !== undefined && { nullable: op.existingNullable }),
        ...(op.serverDefault !== undefined && { serverDefault: op.existingServerDefault }),
        existingType: op.type ?? op.existingType,
        existingNullable: op.nullable ?? op.existingNullable,
        existingServerDefault: op.serverDefault ?? op.existingServerDefault,
      }
    }
    case 'createIndex':
      return { op: 'dropIndex', table: op.table, name: op.index.name, existing: op.index, conventional: op.conventional }
    case 'dropIndex':
      return op.existing && table !== null
        ? { op: 'createIndex', table, index: op.existing, conventional: op.conventional }
        : null
    case 'createConstraint': {
      const { constraint: c } = op
      const columns = c.kind === 'check' ? undefined : c.columns
      return {
        op: 'dropConstraint',
        table: op.table,
        name: c.name,
        type: c.kind,
        columns,
        existing: c,
        conventional: op.conventional,
      }
    }
    case 'dropConstraint':
      return op.existing && { op: 'createConstraint', table: op.table, constraint: op.existing, conventional: op.conventional }
    default:
      return unreachable(op)
  }
}

/** The downgrade of a list of operations: each one undone, the last first. Those that cannot be are left out and counted. */
export function reverseAll(ops: readonly Operation[]): { operations: Operation[]; missing: number } {
  const operations = ops.map(reverse).reverse()
  const known = operations.filter((o): o is Operation => o !== null)
  return { operations: known, missing: operations.length - known.length }
}

export type Reversible = 'reversible' | 'schema only' | 'no'

/** Whether undoing an operation brings back everything, only the schema, or nothing. */
export function reversibility(op: Operation): Reversible {
  if (op.op === 'batch') {
    const parts = op.operations.map(reversibility)
    return parts.includes('no') ? 'no' : parts.includes('schema only') ? 'schema only' : 'reversible'
  }
  if (reverse(op) === null) return 'no'
  const losesData =
    op.op === 'dropTable' ||
    op.op === 'dropColumn' ||
    (op.op === 'alterColumn' && op.type !== undefined && op.type.affinity !== op.existingType?.affinity)
  return losesData ? 'schema only' : 'reversible'
}

/** Whether an operation can lose values, as far as the operation alone tells. */
export function lossy(op: Operation): boolean {
  if (op.op === 'batch') return op.operations.some(lossy)
  return reversibility(op) === 'schema only' || (op.op === 'execute' && /^\s*(delete|update|drop|replace)/i.test(op.sql))
}
