import { type Finding, unreachable } from '../../../protocol'
import type { ReflectedTable } from '../../schema/reflect'
import { foreignKeys } from '../../schema/table'
import type { Connection } from '../../sqlite'
import type { Operation, TableOperation } from '../operations/types'
import type { SchemaState } from '../plan-types'
import { addColumn, alterColumn, dropColumn, lostForGood } from './columns'
import { duplicates, newConstraint, unnamed } from './constraints'
import { finding, look, naming, rowsWord } from './look'

export interface LintContext {
  connection: Connection
  state: SchemaState
}

/**
 * What to know before an operation runs, sharpened by the rows: not "may fail" but "2 of 5 rows are NULL". Codes are those of
 * Atlas where it has one; BR codes are our own. Never changes anything.
 */
export function lint(op: Operation, context: LintContext): Finding[] {
  const { state } = context
  switch (op.op) {
    case 'createTable':
      return [
        ...naming('NM102', 'table', op.table.name),
        ...op.table.columns.flatMap((c) => naming('NM103', 'column', c.name)),
        ...unnamed(op.table.constraints ?? []),
      ]
    case 'dropTable': {
      const table = state.tables.get(op.table)
      return table ? dropTable(table, state) : []
    }
    case 'renameTable':
      return [
        finding(
          'BC101',
          'warning',
          `Code and SQL that say '${op.table}' fail after this: the table is '${op.to}' then.`,
          `Change the model's table name in the same step.`,
        ),
        ...naming('NM102', 'table', op.to),
      ]
    case 'batch': {
      const table = state.tables.get(op.table)
      return table ? [...op.operations.flatMap((o) => inTable(o, table, context)), ...possibleRenames(op.operations)] : []
    }
    case 'execute':
    case 'bulkInsert':
      return []
    default: {
      const table = op.table === null ? undefined : state.tables.get(op.table)
      return table ? inTable(op, table, context) : []
    }
  }
}

function dropTable({ table }: ReflectedTable, state: SchemaState): Finding[] {
  const rows = state.rows(table.name)
  const children = [...state.tables.values()].filter(
    (t) => t.table.name !== table.name && foreignKeys(t.table).some((k) => k.table === table.name),
  )
  return [
    finding(
      'DS102',
      rows ? 'warning' : 'note',
      rows ? `Drops '${table.name}' with its ${rowsWord(rows)}.` : `Drops '${table.name}', which is empty.`,
      rows ? 'If the table has a new name, rename it: op.renameTable(...).' : null,
    ),
    ...lostForGood(rows),
    ...children.map((c) =>
      finding(
        'CD101',
        'warning',
        `'${c.table.name}' has a foreign key to '${table.name}'.`,
        'Drop that foreign key, or the table, first.',
      ),
    ),
  ]
}

function inTable(op: TableOperation, { table }: ReflectedTable, context: LintContext): Finding[] {
  const { state } = context
  const { name } = table
  const seen = look(context.connection, name, state)
  switch (op.op) {
    case 'addColumn':
      return addColumn(op.column, name, state.rows(name))
    case 'dropColumn':
      return dropColumn(op.column, seen)
    case 'alterColumn':
      return alterColumn(op, seen)
    case 'createIndex':
      return [...naming('NM104', 'index', op.index.name), ...(op.index.unique ? duplicates(op.index.columns, seen) : [])]
    case 'dropIndex':
      return []
    case 'createConstraint':
      return [...unnamed([op.constraint]), ...newConstraint(op.constraint, seen)]
    case 'dropConstraint':
      return op.existing?.kind === 'foreignKey' || op.type === 'foreignKey'
        ? [finding('CD101', 'warning', 'Without the foreign key, rows can point at rows that are not there.')]
        : op.name === null
          ? [
              finding(
                'BR103',
                'note',
                'The constraint has no name: it is found by its columns.',
                'Set a naming convention on db.metadata.',
              ),
            ]
          : []
    default:
      return unreachable(op)
  }
}

function possibleRenames(ops: readonly TableOperation[]): Finding[] {
  const dropped = ops.flatMap((o) => (o.op === 'dropColumn' && o.existing ? [o.existing] : []))
  const added = ops.flatMap((o) => (o.op === 'addColumn' ? [o.column] : []))
  const pairs = dropped.flatMap((d) =>
    added.filter((a) => a.type?.affinity === d.type?.affinity).map((a) => `'${d.name}' to '${a.name}'`),
  )
  return pairs.length
    ? [
        finding(
          'BR101',
          'warning',
          `Dropped and added at once. Is this a rename: ${pairs.join(', or ')}?`,
          'alterColumn with newColumnName keeps the values.',
        ),
      ]
    : []
}

/** `BR102`: the rebuild of a table that others point at, with foreign keys on. */
export function lintRebuild(table: string | null, state: SchemaState): Finding[] {
  const children = state.foreignKeys
    ? [...state.tables.values()].filter((t) => t.table.name !== table && foreignKeys(t.table).some((k) => k.table === table))
    : []
  if (children.length === 0) return []
  const names = children.map((c) => `'${c.table.name}'`).join(', ')
  return [
    finding(
      'BR102',
      'error',
      `${names} ${children.length === 1 ? 'points' : 'point'} at '${table}', and foreign keys are on: dropping the old table fires their ON DELETE rules.`,
      'Switch foreign keys off before the transaction begins.',
    ),
  ]
}

/** Findings about a script's text. `BR108`: a model inside a migration changes its meaning when the model changes. */
export function lintScript(source: string): Finding[] {
  return /^\s*import\b[^;\n]*from\s+['"][^'"]*models?(\.ts)?['"]/m.test(source)
    ? [
        finding(
          'BR108',
          'warning',
          'The script imports the models. Next year they will be other models, and this script must still mean what it means today.',
          "Name the columns that it needs: sa.table('roles', sa.column('name', sa.String)).",
        ),
      ]
    : []
}
