import { unreachable } from '../../../protocol'
import { serverDefaultSql } from '../../schema/ddl'
import type { ColumnSpec, Constraint } from '../../schema/table'
import type { AlterColumn, Operation } from './types'

/** An operation as one English sentence without a full stop: `Add column age (INTEGER) to users`. */
export function describe(op: Operation): string {
  switch (op.op) {
    case 'createTable':
      return `Create table ${op.table.name} (${op.table.columns.map((c) => c.name).join(', ')})`
    case 'dropTable':
      return `Drop table ${op.table}`
    case 'renameTable':
      return `Rename table ${op.table} to ${op.to}`
    case 'addColumn':
      return `Add column ${describeColumn(op.column)} to ${op.table}`
    case 'dropColumn':
      return `Drop column ${op.column} from ${op.table}`
    case 'alterColumn':
      return `In ${op.table}: ${describeAlter(op)}`
    case 'createIndex':
      return `Create ${op.index.unique ? 'unique ' : ''}index ${op.index.name} on ${op.table} (${op.index.columns.join(', ')})`
    case 'dropIndex':
      return `Drop index ${op.name}${op.table ? ` of ${op.table}` : ''}`
    case 'createConstraint':
      return `Add ${describeConstraint(op.constraint)} to ${op.table}`
    case 'dropConstraint':
      return `Drop ${op.existing ? describeConstraint(op.existing) : `constraint ${op.name}`} from ${op.table}`
    case 'batch':
      return op.operations.length === 1
        ? describe(op.operations[0]!)
        : `Change ${op.table}: ${op.operations.length} operations together`
    case 'execute':
      return `Run SQL: ${op.sql.trim().split('\n')[0]}`
    case 'bulkInsert':
      return `Insert ${op.rows.length} ${op.rows.length === 1 ? 'row' : 'rows'} into ${op.table}`
    default:
      return unreachable(op)
  }
}

function describeColumn(c: ColumnSpec): string {
  const parts = [
    c.type?.ddl('sqlite') ?? 'no type',
    ...(c.nullable === false ? ['NOT NULL'] : []),
    ...(c.serverDefault ? [`default ${serverDefaultSql(c.serverDefault)}`] : []),
  ]
  return `${c.name} (${parts.join(', ')})`
}

function describeAlter(op: AlterColumn): string {
  const parts: string[] = []
  if (op.newName !== undefined) parts.push(`rename column ${op.column} to ${op.newName}`)
  const name = op.newName ?? op.column
  if (op.type) parts.push(`change ${name} from ${op.existingType?.ddl('sqlite') ?? 'its type'} to ${op.type.ddl('sqlite')}`)
  if (op.nullable !== undefined) parts.push(op.nullable ? `let ${name} be NULL` : `make ${name} NOT NULL`)
  if (op.serverDefault !== undefined)
    parts.push(
      op.serverDefault ? `set the default of ${name} to ${serverDefaultSql(op.serverDefault)}` : `drop the default of ${name}`,
    )
  return parts.join(', ') || `column ${name} stays as it is`
}

/** A constraint in words: `foreign key fk_users_role (role_id) to roles (id)`. */
export function describeConstraint(c: Constraint): string {
  const name = c.name ? ` ${c.name}` : ''
  switch (c.kind) {
    case 'primaryKey':
      return `primary key${name} (${c.columns.join(', ')})`
    case 'unique':
      return `unique constraint${name} (${c.columns.join(', ')})`
    case 'check':
      return `check${name} (${c.sql})`
    case 'foreignKey':
      return `foreign key${name} (${c.columns.join(', ')}) to ${c.table} (${c.targets.join(', ')})`
    default:
      return unreachable(c)
  }
}
