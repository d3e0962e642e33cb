import { createIndex, createTable, quoted } from '../schema/ddl'
import type { NamingConvention } from '../schema/naming'
import type { ReflectedTable } from '../schema/reflect'
import type { Constraint, Table, TableSpec } from '../schema/table'
import { applyTo, type Draft, draftOf, finalNames, orderedColumns, specOf } from './draft'
import { rebuildWouldLose } from './errors'
import { constraintKey, tableOfSpec } from './operations/spec'
import type { AlterColumn, TableOperation } from './operations/types'
import type { PlannedStatement, SchemaState } from './plan-types'

/**
 * The statements that make a table anew with changes: create, copy, drop the old one, rename the new one, indexes and triggers.
 * Never rename the old table first: the foreign keys of its children would follow it.
 * @param renamed renames that have been done before
 * @param strict as Alembic does it, `_alembic_tmp_` name and all
 * @throws TermError where an operation names what is not there, or the table has parts that would be lost
 */
export function rebuild(
  reflected: ReflectedTable,
  renamed: readonly AlterColumn[],
  operations: readonly TableOperation[],
  naming: NamingConvention | undefined,
  state: SchemaState,
  strict = false,
): PlannedStatement[] {
  const { name } = reflected.table
  if (reflected.lost.length && !strict) throw rebuildWouldLose(name, reflected.lost)
  const draft = draftOf(reflected, naming, strict)
  for (const op of renamed) applyTo(draft, op)
  for (const column of draft.columns.values()) column.from = column.spec.name
  for (const op of operations) applyTo(draft, op)
  const temporary = strict ? `_alembic_tmp_${name}` : freeName(`_new_${name}`, state.tables)
  return [
    {
      phase: 'create',
      sql: createText(draft, temporary),
      because: `A new table is made beside the old one, as '${name}' shall be.`,
    },
    copyRows(draft, name, temporary, strict),
    ...(draft.autoincrement && !strict ? keepSequence(name, temporary) : []),
    {
      phase: 'drop',
      sql: `${strict ? '\n' : ''}DROP TABLE ${quoted(name)}`,
      because: 'All rows are in the new table: the old one goes.',
    },
    ...renameTo(name, temporary, state.dependents && !strict),
    ...after(draft, reflected, strict),
  ]
}

function freeName(wanted: string, tables: Map<string, ReflectedTable>): string {
  let name = wanted
  for (let i = 2; tables.has(name); i++) name = `${wanted}_${i}`
  return name
}

function createText(draft: Draft, temporary: string): string {
  const spec = specOf(draft, temporary)
  const table = tableOfSpec(draft.strict ? { ...spec, constraints: namedFirst(spec) } : spec)
  const text = createTable(table)
  return draft.options ? text.replace(/\n\)\n\n$/, `\n) ${draft.options}\n\n`) : text
}

/** Alembic writes named constraints first; the order of the others is not defined there and sorted here. */
function namedFirst(spec: TableSpec): Constraint[] {
  const all = spec.constraints ?? []
  return [
    ...all.filter((c) => c.name),
    ...all.filter((c) => !c.name).sort((a, b) => (constraintKey(a) < constraintKey(b) ? -1 : 1)),
  ]
}

function copyRows(draft: Draft, name: string, temporary: string, strict: boolean): PlannedStatement {
  const columns = orderedColumns(draft).filter((c) => c.from !== null && !c.spec.computed)
  const source = (c: string) => `${quoted(name)}.${quoted(c)}`
  const expressions = columns.map((c) =>
    c.cast ? `CAST(${source(c.from!)} AS ${c.cast.ddl('sqlite')}) AS ${quoted(c.from!)}` : source(c.from!),
  )
  const sql = `INSERT INTO ${quoted(temporary)} (${columns.map((c) => quoted(c.spec.name)).join(', ')}) SELECT ${expressions.join(', ')} \nFROM ${quoted(name)}`
  const casts = columns.filter((c) => c.cast).map((c) => c.spec.name)
  const added = orderedColumns(draft).filter((c) => c.from === null && !c.spec.computed)
  const because = [
    'Every row is copied.',
    ...(casts.length ? [`Values of ${casts.join(', ')} are converted.`] : []),
    ...(added.length
      ? [`${added.map((c) => c.spec.name).join(', ')} ${added.length === 1 ? 'gets its' : 'get their'} default or NULL.`]
      : []),
  ].join(' ')
  return {
    phase: 'copy',
    sql,
    because,
    ...(strict && { rescue: `\nDROP TABLE ${quoted(temporary)}` }),
    ...(!strict &&
      !/WITHOUT\s+ROWID/i.test(draft.options) && {
        chunked: { table: name, sql: `${sql}\nWHERE ${quoted(name)}._rowid_ > ? AND ${quoted(name)}._rowid_ <= ?` },
      }),
  }
}

/** AUTOINCREMENT promises never to give an id twice: the counter moves along. */
function keepSequence(name: string, temporary: string): PlannedStatement[] {
  const because = 'AUTOINCREMENT goes on counting where it was.'
  return [
    { phase: 'copy', sql: 'DELETE FROM sqlite_sequence WHERE name = ?', parameters: [temporary], because },
    {
      phase: 'copy',
      sql: 'INSERT INTO sqlite_sequence (name, seq) SELECT ?, seq FROM sqlite_sequence WHERE name = ?',
      parameters: [temporary, name],
      because,
    },
  ]
}

function renameTo(name: string, temporary: string, dependents: boolean): PlannedStatement[] {
  const rename: PlannedStatement = {
    phase: 'rename',
    sql: `ALTER TABLE ${quoted(temporary)} RENAME TO ${quoted(name)}`,
    because: 'The new table takes the name; foreign keys that point at it never knew another one.',
  }
  if (!dependents) return [rename]
  const because = 'Views and triggers name the table that is gone for a moment: SQLite must not look at them now.'
  return [
    { phase: 'rename', sql: 'PRAGMA legacy_alter_table=ON', because },
    rename,
    { phase: 'rename', sql: 'PRAGMA legacy_alter_table=OFF', because },
  ]
}

function after(draft: Draft, reflected: ReflectedTable, strict: boolean): PlannedStatement[] {
  const because = 'Indexes and triggers went with the old table.'
  const indexes = draft.indexes.map((i): PlannedStatement => {
    const index = { ...i, columns: finalNames(draft, i.columns) ?? i.columns }
    return { phase: 'indexes', sql: createIndex({ name: draft.name } as Table, index), because }
  })
  if (strict) return indexes
  return [
    ...indexes,
    ...[...reflected.otherIndexes, ...reflected.triggers].map(
      ({ sql }): PlannedStatement => ({ phase: 'indexes', sql, because }),
    ),
  ]
}
