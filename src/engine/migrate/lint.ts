import { unreachable } from '../../protocol'
import type { SqlValue } from '../../protocol'
import { quoted } from '../schema/ddl'
import type { ReflectedTable } from '../schema/reflect'
import { type ColumnSpec, type Constraint, foreignKeys } from '../schema/table'
import type { SqlType } from '../schema/types'
import type { Connection } from '../sqlite'
import type { AlterColumn, Operation, TableOperation } from './operations/types'
import type { Mode, SchemaState } from './plan-types'
import type { Finding } from './trace'

export interface LintContext {
  connection: Connection
  state: SchemaState
  mode: Mode
}

/**
 * What to know before an operation runs, sharpened by the rows: not "may fail" but "2 of 5 rows are NULL". Codes are those of
 * Atlas where it has one; BR codes are our own. Never changes anything.
 */
export function lint(op: Operation, context: LintContext): Finding[] {
  const { state } = context
  switch (op.op) {
    case 'createTable':
      return [...naming('NM102', 'table', op.table.name), ...op.table.columns.flatMap((c) => naming('NM103', 'column', c.name)), ...unnamed(op.table.constraints ?? [])]
    case 'dropTable': {
      const table = state.tables.get(op.table)
      return table ? dropTable(table, state) : []
    }
    case 'renameTable':
      return [finding('BC101', 'warning', `Code and SQL that say '${op.table}' fail after this: the table is '${op.to}' then.`, `Change the model's table name in the same step.`), ...naming('NM102', 'table', op.to)]
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

const finding = (code: string, severity: Finding['severity'], message: string, fix: string | null = null, evidence: SqlValue[] = []): Finding => ({ code, severity, message, fix, evidence })
const rowsWord = (n: number) => `${n} ${n === 1 ? 'row' : 'rows'}`

function dropTable({ table }: ReflectedTable, state: SchemaState): Finding[] {
  const rows = state.rows(table.name)
  const children = [...state.tables.values()].filter((t) => t.table.name !== table.name && foreignKeys(t.table).some((k) => k.table === table.name))
  return [
    finding('DS102', rows ? 'warning' : 'note', rows ? `Drops '${table.name}' with its ${rowsWord(rows)}.` : `Drops '${table.name}', which is empty.`, rows ? 'If the table has a new name, rename it: op.renameTable(...).' : null),
    ...lostForGood(rows),
    ...children.map((c) => finding('CD101', 'warning', `'${c.table.name}' has a foreign key to '${table.name}'.`, 'Drop that foreign key, or the table, first.')),
  ]
}

const lostForGood = (values: number) => (values ? [finding('BR105', 'warning', 'A downgrade makes it again, but empty: the values cannot be brought back.', 'Keep a copy of the database, or copy the values elsewhere first.')] : [])

function inTable(op: TableOperation, { table }: ReflectedTable, context: LintContext): Finding[] {
  const { connection, state } = context
  const { name } = table
  const t = quoted(name)
  const ask = (sql: string): SqlValue[][] => {
    try {
      return connection.quietly(sql)
    } catch {
      // the column is made by an earlier operation of the batch: nothing to look at yet
      return []
    }
  }
  const count = (where: string) => Number(ask(`SELECT count(*) FROM ${t} WHERE ${where}`)[0]?.[0] ?? 0)
  switch (op.op) {
    case 'addColumn':
      return addColumn(op.column, name, state.rows(name))
    case 'dropColumn': {
      const c = quoted(op.column)
      const values = count(`${c} IS NOT NULL`)
      const evidence = ask(`SELECT ${c} FROM ${t} WHERE ${c} IS NOT NULL LIMIT 5`).map((r) => r[0]!)
      return [
        finding('DS103', values ? 'warning' : 'note', values ? `Drops ${values} ${values === 1 ? 'value' : 'values'} of '${name}.${op.column}'.` : `Drops '${name}.${op.column}', which holds no values.`, values ? 'If the column has a new name, rename it: alterColumn with newColumnName.' : null, evidence),
        ...lostForGood(values),
      ]
    }
    case 'alterColumn':
      return alterColumn(op, name, count, ask, state)
    case 'createIndex':
      return [...naming('NM104', 'index', op.index.name), ...(op.index.unique ? duplicates('MF101', op.index.columns, name, ask) : [])]
    case 'dropIndex':
      return []
    case 'createConstraint':
      return [...unnamed([op.constraint]), ...newConstraint(op.constraint, name, count, ask, state)]
    case 'dropConstraint':
      return op.existing?.kind === 'foreignKey' || op.type === 'foreignKey'
        ? [finding('CD101', 'warning', 'Without the foreign key, rows can point at rows that are not there.')]
        : op.name === null
          ? [finding('BR103', 'note', 'The constraint has no name: it is found by its columns.', 'Set a naming convention on db.metadata.')]
          : []
    default:
      return unreachable(op)
  }
}

function addColumn(c: ColumnSpec, table: string, rows: number): Finding[] {
  const found = naming('NM103', 'column', c.name)
  if (c.nullable === false && !c.serverDefault && !c.computed && !c.primaryKey) {
    found.push(
      rows
        ? finding('MF103', 'error', `Will fail: '${c.name}' is NOT NULL without a default, and '${table}' has ${rowsWord(rows)}.`, 'Give it a serverDefault; or add it nullable, fill it with op.execute("UPDATE ..."), then set it NOT NULL.')
        : finding('MF103', 'note', `'${c.name}' is NOT NULL without a default: possible only because '${table}' is empty here.`, 'Where the table has rows this script fails. A serverDefault makes it work everywhere.'),
    )
  }
  if (c.default !== undefined && !c.serverDefault) found.push(finding('BR107', 'warning', `'default' works when objects are made, not in the database: the ${rowsWord(rows)} of '${table}' get NULL.`, 'Use serverDefault for rows that are there already.'))
  return found
}

function alterColumn(op: AlterColumn, table: string, count: (where: string) => number, ask: (sql: string) => SqlValue[][], state: SchemaState): Finding[] {
  const c = quoted(op.column)
  const found: Finding[] = []
  if (op.newName !== undefined) found.push(finding('BC102', 'warning', `Code and SQL that say '${op.column}' fail after this: the column is '${op.newName}' then.`, null), ...naming('NM103', 'column', op.newName))
  if (op.nullable === false) {
    const nulls = count(`${c} IS NULL`)
    const total = state.rows(table)
    found.push(
      nulls
        ? finding('MF104', 'error', `Will fail: ${nulls} of ${rowsWord(total)} ${nulls === 1 ? 'is' : 'are'} NULL in '${op.column}'.`, `Fill them first: op.execute("UPDATE ${table} SET ${op.column} = ... WHERE ${op.column} IS NULL").`)
        : finding('MF104', 'note', `No row is NULL in '${op.column}' (${rowsWord(total)}).`),
    )
    if (op.serverDefault === undefined && !op.existingServerDefault) found.push(finding('LT101', 'note', `'${op.column}' has no default: from now on every INSERT has to give it.`))
  }
  if (op.type && op.existingType && op.type.affinity !== op.existingType.affinity) found.push(...lossyCast(op.column, op.type, table, ask))
  const tooLong = op.type?.args.length
  if (typeof tooLong === 'number') {
    const n = count(`length(${c}) > ${tooLong}`)
    if (n) found.push(finding('BR104', 'note', `${rowsWord(n)} of '${op.column}' ${n === 1 ? 'is' : 'are'} longer than ${tooLong}. SQLite keeps them; other databases refuse.`))
  }
  return found
}

/** Values that a conversion changes. */
function lossyCast(column: string, type: SqlType, table: string, ask: (sql: string) => SqlValue[][]): Finding[] {
  const c = quoted(column)
  const changed = `${c} IS NOT NULL AND CAST(CAST(${c} AS ${type.ddl('sqlite')}) AS TEXT) IS NOT CAST(${c} AS TEXT)`
  const rows = ask(`SELECT ${c} FROM ${quoted(table)} WHERE ${changed} LIMIT 5`)
  if (!rows.length) return []
  const n = Number(ask(`SELECT count(*) FROM ${quoted(table)} WHERE ${changed}`)[0]![0])
  return [finding('BR104', 'warning', `${n} ${n === 1 ? 'value' : 'values'} of '${column}' ${n === 1 ? 'is' : 'are'} no ${type.ddl('sqlite')} and ${n === 1 ? 'changes' : 'change'} in the conversion.`, 'Repair these values first, with op.execute("UPDATE ...").', rows.map((r) => r[0]!))]
}

function newConstraint(c: Constraint, table: string, count: (where: string) => number, ask: (sql: string) => SqlValue[][], state: SchemaState): Finding[] {
  switch (c.kind) {
    case 'unique':
    case 'primaryKey':
      return duplicates('MF101', c.columns, table, ask)
    case 'check': {
      const n = count(`NOT (${c.sql})`)
      return n ? [finding('MF101', 'error', `Will fail: ${rowsWord(n)} of '${table}' ${n === 1 ? 'breaks' : 'break'} the check (${c.sql}).`, 'Repair these rows first.')] : []
    }
    case 'foreignKey': {
      if (!state.tables.has(c.table) || c.columns.length !== c.targets.length) return []
      const joined = c.columns.map((col, i) => `p.${quoted(c.targets[i]!)} = t.${quoted(col)}`).join(' AND ')
      const where = `${c.columns.map((col) => `t.${quoted(col)} IS NOT NULL`).join(' AND ')} AND NOT EXISTS (SELECT 1 FROM ${quoted(c.table)} p WHERE ${joined})`
      const orphans = ask(`SELECT t.${quoted(c.columns[0]!)} FROM ${quoted(table)} t WHERE ${where} LIMIT 5`).map((r) => r[0]!)
      if (!orphans.length) return []
      const n = Number(ask(`SELECT count(*) FROM ${quoted(table)} t WHERE ${where}`)[0]![0])
      return [finding('BR109', 'error', `Will fail: ${rowsWord(n)} of '${table}' ${n === 1 ? 'points' : 'point'} at rows of '${c.table}' that are not there.`, 'Repair or delete these rows first.', orphans)]
    }
    default:
      return unreachable(c)
  }
}

function duplicates(code: string, columns: string[], table: string, ask: (sql: string) => SqlValue[][]): Finding[] {
  const list = columns.map((c) => quoted(c)).join(', ')
  const present = columns.map((c) => `${quoted(c)} IS NOT NULL`).join(' AND ')
  const groups = ask(`SELECT ${list}, count(*) FROM ${quoted(table)} WHERE ${present} GROUP BY ${list} HAVING count(*) > 1 LIMIT 5`)
  if (!groups.length) return [finding(code, 'note', `No two rows of '${table}' have the same ${columns.join(', ')}.`)]
  return [finding(code, 'error', `Will fail: rows of '${table}' have the same ${columns.join(', ')}.`, 'Make the values different first.', groups.map((g) => g.slice(0, -1).join(', ')))]
}

const unnamed = (constraints: readonly Constraint[]): Finding[] =>
  constraints.some((c) => c.name === null && c.kind !== 'primaryKey')
    ? [finding('BR103', 'note', 'A constraint has no name. Alembic cannot drop it later; here it is found by its columns.', "Name it, or set a naming convention: db.metadata.namingConvention = { uq: 'uq_%(table_name)s_%(column_0_name)s' }.")]
    : []

function possibleRenames(ops: readonly TableOperation[]): Finding[] {
  const dropped = ops.flatMap((o) => (o.op === 'dropColumn' && o.existing ? [o.existing] : []))
  const added = ops.flatMap((o) => (o.op === 'addColumn' ? [o.column] : []))
  const pairs = dropped.flatMap((d) => added.filter((a) => a.type?.affinity === d.type?.affinity).map((a) => `'${d.name}' to '${a.name}'`))
  return pairs.length ? [finding('BR101', 'warning', `Dropped and added at once. Is this a rename: ${pairs.join(', or ')}?`, 'alterColumn with newColumnName keeps the values.')] : []
}

const naming = (code: string, what: string, name: string): Finding[] =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? [] : [finding(code, 'note', `The ${what} '${name}' needs quotes in SQL: it is not in snake_case.`, 'Use small letters, digits and underscores.')]

/** Findings about a script's text. `BR108`: a model inside a migration changes its meaning when the model changes. */
export function lintScript(source: string): Finding[] {
  return /^\s*import\b[^;\n]*from\s+['"][^'"]*models?(\.ts)?['"]/m.test(source)
    ? [finding('BR108', 'warning', 'The script imports the models. Next year they will be other models, and this script must still mean what it means today.', "Name the columns that it needs: sa.table('roles', sa.column('name', sa.String)).")]
    : []
}
