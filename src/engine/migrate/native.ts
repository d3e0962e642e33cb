import { unreachable } from '../../protocol'
import { columnDefinition, constraintDefinition, createIndex, quoted } from '../schema/ddl'
import type { ReflectedTable } from '../schema/reflect'
import { type ColumnSpec, type Constraint, type ForeignKeyConstraint, makeTable, type Table } from '../schema/table'
import { type Draft, findConstraint } from './draft'
import { noSuchColumn, noSuchIndex } from './errors'
import type { AddColumn, AlterColumn, TableOperation } from './operations/types'

/** Statements and the reason why SQLite can do it itself, or the reason why it cannot. */
export type Native = { sql: string[]; because: string } | { rebuild: string }

export interface NativeContext {
  rows: number
  foreignKeys: boolean
  reflected: ReflectedTable
}

/**
 * What SQLite 3.54 does with ALTER TABLE itself, as measured.
 * @param draft the table as the operations before this one leave it
 * @throws TermError KeyError, ValueError where the operation names what is not there
 */
export function native(op: TableOperation, draft: Draft, context: NativeContext): Native {
  const alter = `ALTER TABLE ${quoted(draft.name)}`
  switch (op.op) {
    case 'addColumn':
      return addColumn(op, alter, context)
    case 'dropColumn':
      return dropColumn(op.column, draft, alter, context)
    case 'alterColumn':
      return alterColumn(op, draft, alter, context)
    case 'createIndex':
      return { sql: [createIndex({ name: draft.name } as Table, op.index)], because: 'SQLite creates indexes itself.' }
    case 'dropIndex':
      if (!draft.indexes.some((i) => i.name === op.name) && !context.reflected.otherIndexes.some((i) => i.name === op.name))
        throw noSuchIndex(op.name)
      return { sql: [`DROP INDEX ${quoted(op.name)}`], because: 'SQLite drops indexes itself.' }
    case 'createConstraint':
      if (op.constraint.kind !== 'check')
        return { rebuild: `SQLite cannot add a ${words[op.constraint.kind]} to a table that exists, so the table is rebuilt.` }
      return {
        sql: [`${alter} ADD ${constraintDefinition(op.constraint)}`],
        because: 'Since 3.53 SQLite adds checks itself, after looking at every row.',
      }
    case 'dropConstraint': {
      if (op.name === null && (op.type === 'check' || op.existing?.kind === 'check'))
        return { rebuild: 'SQLite cannot drop a check without a name, so the table is rebuilt without it.' }
      const found = findConstraint(draft, op)
      if (found.kind === 'check' && found.name)
        return {
          sql: [`${alter} DROP CONSTRAINT ${quoted(found.name)}`],
          because: 'Since 3.53 SQLite drops named checks itself.',
        }
      return { rebuild: `SQLite cannot drop a ${words[found.kind]}, so the table is rebuilt without it.` }
    }
    default:
      return unreachable(op)
  }
}

const words: Record<Constraint['kind'], string> = {
  unique: 'unique constraint',
  foreignKey: 'foreign key',
  primaryKey: 'primary key',
  check: 'check',
}

/** True when SQLite can put the default into rows that are there already. */
export function constantDefault(c: ColumnSpec): boolean {
  const d = c.serverDefault
  return !d || d.kind === 'string' || !/^\s*\(|current_(date|time|timestamp)/i.test(d.sql)
}

function addColumn(op: AddColumn, alter: string, { rows, foreignKeys }: NativeContext): Native {
  const { column: c } = op
  const made = makeTable({ name: op.table, columns: [c] })
  const key = made.constraints.find((k): k is ForeignKeyConstraint => k.kind === 'foreignKey')
  const rebuild = (reason: string): Native => ({
    rebuild: `ALTER TABLE ADD COLUMN cannot add ${reason}, so the table is rebuilt.`,
  })
  if (op.insertBefore || op.insertAfter)
    return {
      rebuild: 'ALTER TABLE ADD COLUMN adds at the end, and this column has its place elsewhere, so the table is rebuilt.',
    }
  if (c.primaryKey) return rebuild('a primary key')
  if (made.constraints.some((k) => k.kind === 'unique')) return rebuild('a UNIQUE column')
  if (c.computed?.persisted) return rebuild('a STORED generated column')
  if (key && c.serverDefault && foreignKeys) return rebuild('a REFERENCES column with a default while foreign keys are enforced')
  if (!constantDefault(c) && rows > 0) return rebuild(`a default that is not constant to a table with rows (it has ${rows})`)
  const refused = c.nullable === false && !c.serverDefault && !c.computed && rows > 0
  const because = refused
    ? `A NOT NULL column without a default cannot be added to a table with rows (it has ${rows}): SQLite refuses, and a rebuild could not fill it either.`
    : 'SQLite adds such a column itself, without touching the rows.'
  const definition = columnDefinition(made.columns[0]!) + (key ? inlineForeignKey(key) : '')
  return { sql: [`${alter} ADD COLUMN ${definition}`, ...made.indexes.map((i) => createIndex(made, i))], because }
}

const inlineForeignKey = (key: ForeignKeyConstraint) => {
  const text = constraintDefinition(key)
  return ` ${text.replace(/FOREIGN KEY\(.*?\) REFERENCES/, 'REFERENCES')}`
}

function dropColumn(column: string, draft: Draft, alter: string, { reflected }: NativeContext): Native {
  const found = draft.columns.get(column)
  if (!found) throw noSuchColumn(draft.name, column, [...draft.columns.keys()])
  const rebuild = (reason: string): Native => ({
    rebuild: `SQLite cannot drop a column that ${reason}, so the table is rebuilt without it.`,
  })
  const mentions = (sql: string) => new RegExp(`(?<![\\w$])${column.replace(/[^\w]/g, '\\$&')}(?![\\w$])`, 'i').test(sql)
  if (found.spec.primaryKey) return rebuild('is part of the primary key')
  if (draft.columns.size === 1) return rebuild('is the only one')
  for (const c of draft.constraints) {
    if (c.kind === 'unique' && c.columns.includes(column)) return rebuild('is UNIQUE')
    if (c.kind === 'foreignKey' && c.columns.includes(column) && !draft.inline.has(column))
      return rebuild('a FOREIGN KEY of the table names')
    if (c.kind === 'check' && mentions(c.sql) && !draft.inline.has(column)) return rebuild('a CHECK of the table names')
  }
  if (draft.indexes.some((i) => i.columns.includes(column)) || reflected.otherIndexes.some((i) => mentions(i.sql)))
    return rebuild('has an index')
  for (const [name, { spec }] of draft.columns)
    if (name !== column && ((spec.computed && mentions(spec.computed.sql)) || (spec.check && mentions(spec.check))))
      return rebuild(`column ${name} is computed from or checked with`)
  return { sql: [`${alter} DROP COLUMN ${quoted(column)}`], because: 'SQLite drops such a column itself. Its values are lost.' }
}

function alterColumn(op: AlterColumn, draft: Draft, alter: string, { rows }: NativeContext): Native {
  if (!draft.columns.has(op.column)) throw noSuchColumn(draft.name, op.column, [...draft.columns.keys()])
  if (op.type) return { rebuild: 'SQLite cannot change the type of a column, so the table is rebuilt.' }
  if (op.serverDefault !== undefined) return { rebuild: 'SQLite cannot change the default of a column, so the table is rebuilt.' }
  const sql: string[] = []
  const because: string[] = []
  if (op.newName !== undefined) {
    sql.push(`${alter} RENAME ${quoted(op.column)} TO ${quoted(op.newName)}`)
    because.push('SQLite renames columns itself, and indexes and foreign keys follow.')
  }
  if (op.nullable !== undefined) {
    sql.push(`${alter} ALTER COLUMN ${quoted(op.newName ?? op.column)} ${op.nullable ? 'DROP NOT NULL' : 'SET NOT NULL'}`)
    because.push(
      op.nullable
        ? 'Since 3.53 SQLite drops NOT NULL itself.'
        : `Since 3.53 SQLite sets NOT NULL itself, after looking at ${rows === 1 ? 'the row' : `all ${rows} rows`}.`,
    )
  }
  return { sql, because: because.join(' ') || 'Nothing changes.' }
}
