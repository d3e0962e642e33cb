import type { SqlValue } from '../../../protocol'
import { convert } from '../../schema/compile'
import type { Constraint } from '../../schema/table'
import { DateTime } from '../../schema/types'
import type { Connection } from '../../sqlite'
import { databaseError, wrongRecreate } from '../errors'
import type {
  AlterColumnOptions,
  BatchOp,
  BatchOptions,
  Bind,
  BindResult,
  DropConstraintOptions,
  Op,
  ScriptColumn,
  ScriptConstraint,
  ScriptValue,
  TableOptions,
} from '../public'
import { scriptDefault, scriptType } from '../sa'
import type { AddColumn, AlterColumn, DropConstraint, Operation, TableOperation } from './types'

type Sink<T> = (operation: T) => void

/** Runs one statement for a script and returns its rows with the names of their columns. */
export type RunBound = (sql: string, parameters: SqlValue[]) => { rows: SqlValue[][]; names: string[] }

/** Runs statements at once, told to nobody. */
export const boundTo =
  (connection: Connection): RunBound =>
  (sql, parameters) => {
    const rows = connection.all(sql, parameters, { kind: 'migration', detail: 'op.getBind()' })
    return { rows, names: rows.length ? connection.columnNames(sql) : [] }
  }

/**
 * The `op` object that a script is given. Every directive becomes one operation and goes to `perform` at once.
 * @param bind runs a statement of getBind()
 */
export function makeOp(perform: Sink<Operation>, bind: RunBound): Op {
  // a name that comes through f() is the convention's own: the next directive that takes it is shown so
  const final = new Set<string>()
  const onTable = (table: string) => batchOp(table, perform, final)
  return {
    createTable(name, ...items) {
      const columns = items.filter((i): i is ScriptColumn => 'name' in i && !('kind' in i))
      const constraints = items.filter((i): i is ScriptConstraint => 'kind' in i)
      const options = items.find((i): i is TableOptions => !('name' in i) && !('kind' in i))
      const conventional = constraints.flatMap((c) => (c.name !== null && final.delete(c.name) ? [c.name] : []))
      perform({
        op: 'createTable',
        table: { name, columns, constraints, ...options },
        ...(conventional.length > 0 && { conventional }),
      })
      return { kind: 'light table', name, columns }
    },
    dropTable: (table) => perform({ op: 'dropTable', table, existing: null }),
    renameTable: (table, to) => perform({ op: 'renameTable', table, to }),
    addColumn: (table, column, options) => onTable(table).addColumn(column, options),
    dropColumn: (table, column) => onTable(table).dropColumn(column),
    alterColumn: (table, column, changes) => onTable(table).alterColumn(column, changes),
    createIndex: (name, table, columns, options) => onTable(table).createIndex(name, columns, options),
    dropIndex: (name, options) =>
      perform({ op: 'dropIndex', table: options?.tableName ?? null, name, existing: null, conventional: final.delete(name) }),
    createUniqueConstraint: (name, table, columns) => onTable(table).createUniqueConstraint(name, columns),
    createForeignKey: (name, table, ...rest) => onTable(table).createForeignKey(name, ...rest),
    createCheckConstraint: (name, table, condition) => onTable(table).createCheckConstraint(name, condition),
    createPrimaryKey: (name, table, columns) => onTable(table).createPrimaryKey(name, columns),
    dropConstraint: (name, table, options) => onTable(table).dropConstraint(name, options),
    batchAlterTable(table: string, first: BatchOptions | ((batch: BatchOp) => void), second?: (batch: BatchOp) => void) {
      const options = typeof first === 'function' ? {} : first
      if (!['auto', 'always', 'never'].includes(options.recreate ?? 'auto')) throw wrongRecreate(options.recreate)
      const operations: TableOperation[] = []
      ;(typeof first === 'function' ? first : second!)(batchOp(table, (o) => operations.push(o), final))
      perform({
        op: 'batch',
        table,
        recreate: options.recreate ?? 'auto',
        operations,
        ...(options.namingConvention && { namingConvention: options.namingConvention }),
      })
    },
    execute(sql, parameters = []) {
      perform({ op: 'execute', sql, parameters: parameters.map((p) => sqlValue(p)) })
    },
    bulkInsert(table, rows) {
      const named = typeof table === 'string' ? [] : table.columns
      const first = rows[0]
      if (!first) return
      const columns = Object.keys(first)
      const types = columns.map((c) => named.find((n) => n.name === c)?.type ?? null)
      const values = rows.map((row) =>
        columns.map((c, i) => (types[i] && row[c] !== undefined ? convert(row[c], types[i]) : sqlValue(row[c]))),
      )
      perform({ op: 'bulkInsert', table: typeof table === 'string' ? table : table.name, columns, rows: values })
    },
    getBind: () => makeBind(bind),
    f(name) {
      final.add(name)
      return name
    },
  }
}

function batchOp(table: string, perform: Sink<TableOperation>, final: Set<string>): BatchOp {
  const constraint = (c: Constraint) =>
    perform({ op: 'createConstraint', table, constraint: c, conventional: c.name !== null && final.delete(c.name) })
  return {
    addColumn: (column, options = {}) => perform({ op: 'addColumn', table, column, ...options } satisfies AddColumn),
    dropColumn: (column) => perform({ op: 'dropColumn', table, column, existing: null }),
    alterColumn: (column, changes) => perform(alterOperation(table, column, changes)),
    createIndex: (name, columns, options) =>
      perform({
        op: 'createIndex',
        table,
        index: { name, columns, unique: options?.unique ?? false },
        conventional: final.delete(name),
      }),
    dropIndex: (name) => perform({ op: 'dropIndex', table, name, existing: null, conventional: final.delete(name) }),
    createUniqueConstraint: (name, columns) => constraint({ kind: 'unique', name, columns }),
    createForeignKey: (name, referent, columns, targets, o = {}) =>
      constraint({
        kind: 'foreignKey',
        name,
        columns,
        table: referent,
        targets,
        onDelete: o.onDelete ?? null,
        onUpdate: o.onUpdate ?? null,
      }),
    createCheckConstraint: (name, sql) => constraint({ kind: 'check', name, sql }),
    createPrimaryKey: (name, columns) => constraint({ kind: 'primaryKey', name, columns }),
    dropConstraint: (name, options = {}) => perform(dropOperation(table, name, options, final)),
    f(name) {
      final.add(name)
      return name
    },
  }
}

function alterOperation(table: string, column: string, c: AlterColumnOptions): AlterColumn {
  const op: AlterColumn = { op: 'alterColumn', table, column }
  if (c.newColumnName !== undefined && c.newColumnName !== column) op.newName = c.newColumnName
  if (c.type !== undefined) op.type = scriptType(c.type)
  if (c.nullable !== undefined) op.nullable = c.nullable
  if (c.serverDefault !== undefined) op.serverDefault = scriptDefault(c.serverDefault)
  if (c.existingType !== undefined) op.existingType = scriptType(c.existingType)
  if (c.existingNullable !== undefined) op.existingNullable = c.existingNullable
  if (c.existingServerDefault !== undefined) op.existingServerDefault = scriptDefault(c.existingServerDefault)
  return op
}

function dropOperation(table: string, name: string | null, o: DropConstraintOptions, final: Set<string>): DropConstraint {
  const existing: Constraint | null = o.sql === undefined ? null : { kind: 'check', name, sql: o.sql }
  return {
    op: 'dropConstraint',
    table,
    name,
    type: o.type ?? null,
    ...(o.columns && { columns: o.columns }),
    existing,
    conventional: name !== null && final.delete(name),
  }
}

/** A script's value as SQLite stores it. */
function sqlValue(v: ScriptValue): SqlValue {
  return v instanceof Date ? DateTime.bind!(v) : convert(v, null)
}

function makeBind(run: RunBound): Bind {
  return {
    execute(sql, parameters = []) {
      try {
        const { rows, names } = run(sql, parameters.map(sqlValue))
        return bindResult(
          rows.map((row) => Object.fromEntries(row.map((v, i) => [names[i]!, v]))),
          rows,
        )
      } catch (thrown) {
        throw databaseError(thrown)
      }
    },
  }
}

function bindResult(records: Record<string, unknown>[], rows: SqlValue[][]): BindResult {
  return {
    all: () => records,
    first: () => records[0] ?? null,
    scalar: () => rows[0]?.[0] ?? null,
    scalars: () => rows.map((row) => row[0]),
    [Symbol.iterator]: () => records[Symbol.iterator](),
  }
}
