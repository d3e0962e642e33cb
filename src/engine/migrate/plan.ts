import { unreachable } from '../../protocol'
import { createIndex, createTable, dropTable, quoted } from '../schema/ddl'
import type { TermError } from '../schema/errors'
import { manyStatements } from '../schema/parse-ddl-tokens'
import type { ReflectedTable } from '../schema/reflect'
import type { ColumnSpec, Table } from '../schema/table'
import { plainStatements, recreates } from './alembic'
import { applyTo, draftOf } from './draft'
import {
  columnWithoutType,
  insertPositionNeedsRecreate,
  noSuchColumn,
  noSuchTable,
  oneStatement,
  rebuildForbidden,
} from './errors'
import { native } from './native'
import { tableOfSpec } from './operations/spec'
import { type AlterColumn, type Batch, type Operation, type TableOperation, tableOf } from './operations/types'
import type { Mode, Plan, PlannedStatement, SchemaState } from './plan-types'
import { rebuild } from './rebuild'

/**
 * Plans one operation against the database as it is now.
 * @throws TermError in Alembic's words where it cannot be done
 */
export function plan(op: Operation, state: SchemaState, mode: Mode): Plan {
  for (const c of newColumns(op)) if (c.type === null) throw columnWithoutType(tableOf(op) ?? '', c.name)
  switch (op.op) {
    case 'createTable': {
      const table = tableOfSpec(op.table)
      return nativePlan('SQLite creates tables itself.', [createTable(table), ...table.indexes.map((i) => createIndex(table, i))])
    }
    case 'dropTable':
      return nativePlan('SQLite drops tables itself. The rows go with the table.', [dropTable({ name: op.table } as Table)])
    case 'renameTable':
      return nativePlan('SQLite renames tables itself, and rewrites the foreign keys that point at the table.', [
        `ALTER TABLE ${quoted(op.table)} RENAME TO ${quoted(op.to)}`,
      ])
    case 'execute':
      return {
        path: 'data',
        because: 'The SQL runs as it is written.',
        statements: [
          {
            phase: 'data',
            sql: op.sql,
            parameters: op.parameters,
            because: 'written in the script',
            ...(manyStatements(op.sql) && { refused: oneStatement(op.sql) }),
          },
        ],
      }
    case 'bulkInsert': {
      const marks = op.columns.map(() => '?').join(', ')
      const sql = `INSERT INTO ${quoted(op.table)} (${op.columns.map((c) => quoted(c)).join(', ')}) VALUES (${marks})`
      return {
        path: 'data',
        because: 'Rows are inserted with one statement for all.',
        statements: [{ phase: 'data', sql, sets: op.rows, because: 'rows written in the script' }],
      }
    }
    case 'batch':
      return mode === 'alembic' ? alembicBatch(op, state) : safeBatch(op, state)
    case 'dropIndex':
      if (mode === 'alembic' || op.table === null)
        return nativePlan('SQLite drops indexes itself.', [`${mode === 'alembic' ? '\n' : ''}DROP INDEX ${quoted(op.name)}`])
      return safeBatch(single(op), state)
    default:
      return mode === 'alembic' ? alembicPlain([op]) : safeBatch(single(op), state)
  }
}

function newColumns(op: Operation): ColumnSpec[] {
  if (op.op === 'createTable') return op.table.columns
  if (op.op === 'batch') return op.operations.flatMap(newColumns)
  return op.op === 'addColumn' ? [op.column] : []
}

const single = (op: TableOperation): Batch => ({ op: 'batch', table: op.table!, recreate: 'auto', operations: [op] })

function nativePlan(because: string, sqls: string[]): Plan {
  return { path: 'native', because, statements: sqls.map((sql) => ({ phase: 'native', sql, because })) }
}

function reflectedOf(state: SchemaState, name: string): ReflectedTable {
  const found = state.tables.get(name)
  if (!found) throw noSuchTable(name, [...state.tables.keys()])
  return found
}

/** Native statements where SQLite has them for all of the batch, else one rebuild. */
function safeBatch(op: Batch, state: SchemaState): Plan {
  const reflected = reflectedOf(state, op.table)
  const { before, operations } = renamesFirst(op.operations, reflected)
  if (op.recreate !== 'always') {
    const draft = draftOf(reflected, op.namingConvention)
    const reasons: string[] = []
    const statements: PlannedStatement[] = []
    let needsRebuild: string | null = null
    for (const o of op.operations) {
      const found = native(o, draft, { rows: state.rows(op.table), foreignKeys: state.foreignKeys, reflected })
      if ('rebuild' in found) {
        needsRebuild = found.rebuild
        break
      }
      reasons.push(found.because)
      statements.push(...found.sql.map((sql): PlannedStatement => ({ phase: 'native', sql, because: found.because })))
      applyTo(draft, o)
    }
    if (needsRebuild === null) {
      const note = op.operations.some(
        (o) => o.op === 'alterColumn' || o.op === 'dropColumn' || o.op === 'createConstraint' || o.op === 'dropConstraint',
      )
      return {
        path: statements.length ? 'native' : 'nothing',
        because: [...new Set(reasons)].join(' ') || 'Nothing changes.',
        statements,
        ...(note && { note: 'Alembic would rebuild the table here; this SQLite does not need to.' }),
      }
    }
    if (op.recreate === 'never') throw rebuildForbidden(needsRebuild)
    return {
      path: 'rebuild',
      because: needsRebuild,
      statements: [...renameStatements(before), ...rebuild(reflected, before, operations, op.namingConvention, state)],
    }
  }
  const because = "The batch says recreate: 'always'."
  return {
    path: 'rebuild',
    because,
    statements: [...renameStatements(before), ...rebuild(reflected, before, operations, op.namingConvention, state)],
  }
}

/**
 * A rebuild does not tell the foreign keys of other tables that a column has a new name; RENAME COLUMN does. So renames are
 * taken out and done first, unless another operation of the batch stands in the way.
 */
function renamesFirst(
  ops: readonly TableOperation[],
  reflected: ReflectedTable,
): { before: AlterColumn[]; operations: TableOperation[] } {
  const before: AlterColumn[] = []
  const taken = new Set(reflected.table.columns.map((c) => c.name))
  const touched = new Set<string>()
  const operations = ops.map((op): TableOperation => {
    if (
      op.op === 'alterColumn' &&
      op.newName !== undefined &&
      !taken.has(op.newName) &&
      !touched.has(op.column) &&
      taken.has(op.column)
    ) {
      taken.add(op.newName)
      taken.delete(op.column)
      const { newName, ...rest } = op
      before.push({ op: 'alterColumn', table: op.table, column: op.column, newName })
      return { ...rest, column: newName }
    }
    for (const name of namesIn(op)) touched.add(name)
    return op
  })
  return { before, operations }
}

function namesIn(op: TableOperation): string[] {
  switch (op.op) {
    case 'addColumn':
      return [op.column.name]
    case 'dropColumn':
    case 'alterColumn':
      return [op.column]
    case 'createIndex':
      return op.index.columns
    case 'createConstraint':
      return op.constraint.kind === 'check' ? [] : op.constraint.columns
    case 'dropConstraint':
      return op.columns ?? []
    case 'dropIndex':
      return []
    default:
      return unreachable(op)
  }
}

const renameStatements = (renames: AlterColumn[]): PlannedStatement[] =>
  renames.map((r) => ({
    phase: 'native',
    sql: `ALTER TABLE ${quoted(r.table)} RENAME ${quoted(r.column)} TO ${quoted(r.newName!)}`,
    because: 'RENAME COLUMN comes before the rebuild, so that the foreign keys of other tables follow.',
  }))

function alembicBatch(op: Batch, state: SchemaState): Plan {
  const rebuilt = op.recreate === 'always' || (op.recreate === 'auto' && op.operations.some(recreates))
  if (!rebuilt) {
    if (op.operations.some((o) => o.op === 'addColumn' && (o.insertBefore || o.insertAfter))) throw insertPositionNeedsRecreate()
    return alembicPlain(op.operations)
  }
  const because =
    op.recreate === 'always'
      ? "The batch says recreate: 'always'."
      : 'Alembic rebuilds the table for anything but added columns and indexes.'
  const reflected = reflectedOf(state, op.table)
  const statements = rebuild(reflected, [], op.operations, op.namingConvention, state, true)
  const unknown = unknownInIndex(op, reflected)
  if (unknown === null) return { path: 'rebuild', because, statements }
  // found out when the table has been made anew, before its indexes are
  const known = reflected.table.columns.map((c) => c.name)
  return {
    path: 'rebuild',
    because,
    statements: statements.filter((s) => s.phase !== 'indexes'),
    fails: noSuchColumn(op.table, unknown, known),
  }
}

/** A column that a new index of a batch names and the table, by its columns' names before the batch, has not. */
function unknownInIndex(op: Batch, { table }: ReflectedTable): string | null {
  const there = new Set(table.columns.map((c) => c.name))
  for (const o of op.operations) if (o.op === 'addColumn') there.add(o.column.name)
  for (const o of op.operations) if (o.op === 'dropColumn') there.delete(o.column)
  const wanted = op.operations.flatMap((o) => (o.op === 'createIndex' ? o.index.columns : []))
  return wanted.find((c) => !there.has(c)) ?? null
}

function alembicPlain(ops: readonly TableOperation[]): Plan {
  const plan: Plan = { path: 'native', because: 'Outside of a batch that rebuilds, Alembic sends ALTER TABLE.', statements: [] }
  try {
    for (const op of ops) for (const statement of plainStatements(op)) plan.statements.push(statement)
  } catch (error) {
    plan.fails = error as TermError
  }
  return plan
}
