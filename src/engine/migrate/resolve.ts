import type { ReflectedTable } from '../schema/reflect'
import { foreignKeys } from '../schema/table'
import { draftOf, findConstraint } from './draft'
import { columnSpec, tableSpec } from './operations/spec'
import type { Operation, TableOperation } from './operations/types'

/**
 * The same operation with what the database knows about the things it drops or alters, so that it can be undone and explained.
 * What is not there stays unknown: planning will say so.
 */
export function resolve(op: Operation, tables: ReadonlyMap<string, ReflectedTable>): Operation {
  switch (op.op) {
    case 'dropTable': {
      const found = tables.get(op.table)
      return found && !op.existing ? { ...op, existing: tableSpec(found.table) } : op
    }
    case 'batch': {
      const found = tables.get(op.table)
      return found ? { ...op, operations: op.operations.map((o) => inTable(o, found)) } : op
    }
    case 'dropIndex': {
      const found = op.table
        ? tables.get(op.table)
        : [...tables.values()].find((t) => t.table.indexes.some((i) => i.name === op.name))
      return found ? inTable({ ...op, table: found.table.name }, found) : op
    }
    case 'createTable':
    case 'renameTable':
    case 'execute':
    case 'bulkInsert':
      return op
    default: {
      const found = tables.get(op.table)
      return found ? inTable(op, found) : op
    }
  }
}

function inTable(op: TableOperation, { table, ...rest }: ReflectedTable): TableOperation {
  const column = (name: string) => table.columns.find((c) => c.name === name)
  switch (op.op) {
    case 'dropColumn': {
      const found = column(op.column)
      if (!found || op.existing) return op
      const keys = foreignKeys(table).filter((k) => k.columns.length === 1 && k.columns[0] === op.column)
      const targets = keys.map((k) => ({
        target: `${k.table}.${k.targets[0]}`,
        name: k.name,
        onDelete: k.onDelete,
        onUpdate: k.onUpdate,
      }))
      return { ...op, existing: { ...columnSpec(found), ...(targets.length > 0 && { foreignKeys: targets }) } }
    }
    case 'alterColumn': {
      const found = column(op.column)
      return found
        ? {
            ...op,
            existingType: op.existingType ?? found.type,
            existingNullable: op.existingNullable ?? found.nullable,
            existingServerDefault: op.existingServerDefault === undefined ? found.serverDefault : op.existingServerDefault,
          }
        : op
    }
    case 'dropIndex':
      return op.existing ? op : { ...op, existing: table.indexes.find((i) => i.name === op.name) ?? null }
    case 'dropConstraint': {
      if (op.existing) return op
      try {
        return { ...op, existing: findConstraint(draftOf({ table, ...rest }), op) }
      } catch {
        return op
      }
    }
    default:
      return op
  }
}
