import type { RenameAnswer, RenameQuestion } from '../../../protocol'
import { quoted } from '../../schema/ddl'
import type { Column, Table } from '../../schema/table'
import type { Connection } from '../../sqlite'
import { tableOfSpec, tableSpec } from '../operations/spec'
import type { Operation } from '../operations/types'
import { valuesOf } from './comparison'

/** What to ask, what was answered, and the tables of the database under their new names. */
export interface Resolved {
  questions: RenameQuestion[]
  operations: Operation[]
  tables: Map<string, Table>
}

/**
 * Applies the answers and finds what still has to be asked. Tables come first: columns are compared under the table's new name.
 * @param connection where the rows are looked at, or null for questions without evidence of rows
 */
export function resolveRenames(
  database: ReadonlyMap<string, Table>,
  model: ReadonlyMap<string, Table>,
  answers: readonly RenameAnswer[],
  connection: Connection | null,
): Resolved {
  const result: Resolved = { questions: [], operations: [], tables: new Map(database) }
  const original = new Map<string, string>([...database.keys()].map((n) => [n, n]))
  for (const a of answers) {
    if (a.kind !== 'table' || a.answer !== 'renamed' || !result.tables.has(a.from) || result.tables.has(a.to) || !model.has(a.to))
      continue
    result.operations.push({ op: 'renameTable', table: a.from, to: a.to })
    result.tables = renameTable(result.tables, a.from, a.to)
    original.set(a.to, a.from)
  }
  const gone = [...result.tables.keys()].filter((n) => !model.has(n))
  const made = [...model.keys()].filter((n) => !result.tables.has(n))
  for (const from of gone)
    for (const to of made)
      if (!answered(answers, 'table', from, from, to))
        result.questions.push(tableQuestion(result.tables.get(from)!, model.get(to)!, connection))
  for (const [name, wanted] of model)
    if (result.tables.has(name)) resolveColumns(result, name, wanted, answers, connection, original.get(name)!)
  result.questions.sort((a, b) => Number(b.kind === 'table') - Number(a.kind === 'table') || b.likelihood - a.likelihood)
  return result
}

const answered = (answers: readonly RenameAnswer[], kind: string, table: string, from: string, to: string) =>
  answers.some((a) => a.kind === kind && (kind === 'table' || a.table === table) && a.from === from && a.to === to)

function resolveColumns(
  result: Resolved,
  name: string,
  wanted: Table,
  answers: readonly RenameAnswer[],
  connection: Connection | null,
  stored: string,
) {
  const has = (t: Table, column: string) => t.columns.some((c) => c.name === column)
  for (const a of answers) {
    const there = result.tables.get(name)!
    if (
      a.kind !== 'column' ||
      a.table !== name ||
      a.answer !== 'renamed' ||
      !has(there, a.from) ||
      has(there, a.to) ||
      !has(wanted, a.to)
    )
      continue
    result.operations.push({ op: 'alterColumn', table: name, column: a.from, newName: a.to })
    result.tables = renameColumn(result.tables, name, a.from, a.to)
  }
  const there = result.tables.get(name)!
  const gone = there.columns.filter((c) => !has(wanted, c.name))
  const made = wanted.columns.filter((c) => !has(there, c.name))
  for (const from of gone)
    for (const to of made)
      if (!answered(answers, 'column', name, from.name, to.name))
        result.questions.push(columnQuestion(stored, from, to, connection))
}

function renameTable(tables: ReadonlyMap<string, Table>, from: string, to: string): Map<string, Table> {
  return changedTables(tables, (spec) => ({
    ...spec,
    name: spec.name === from ? to : spec.name,
    constraints: spec.constraints?.map((c) => (c.kind === 'foreignKey' && c.table === from ? { ...c, table: to } : c)),
  }))
}

function renameColumn(tables: ReadonlyMap<string, Table>, table: string, from: string, to: string): Map<string, Table> {
  const rename = (names: string[]) => names.map((n) => (n === from ? to : n))
  return changedTables(tables, (spec) => {
    const own = spec.name === table
    return {
      ...spec,
      columns: own ? spec.columns.map((c) => (c.name === from ? { ...c, name: to } : c)) : spec.columns,
      indexes: own ? spec.indexes?.map((i) => ({ ...i, columns: rename(i.columns) })) : spec.indexes,
      constraints: spec.constraints?.map((c) => {
        if (c.kind === 'check')
          return own ? { ...c, sql: c.sql.replace(new RegExp(`(?<![\\w$'])${from}(?![\\w$'])`, 'gi'), to) } : c
        const columns = own ? rename(c.columns) : c.columns
        return c.kind === 'foreignKey'
          ? { ...c, columns, targets: c.table === table ? rename(c.targets) : c.targets }
          : { ...c, columns }
      }),
    }
  })
}

function changedTables(
  tables: ReadonlyMap<string, Table>,
  change: (spec: ReturnType<typeof tableSpec>) => ReturnType<typeof tableSpec>,
): Map<string, Table> {
  const changed = [...tables.values()].map((t) => tableOfSpec(change(tableSpec(t))))
  return new Map(changed.map((t) => [t.name, t]))
}

const typeText = (c: Column) => c.type.ddl('sqlite')

function columnQuestion(stored: string, from: Column, to: Column, connection: Connection | null): RenameQuestion {
  const table = to.table.name
  const ask = (sql: string) => connection?.quietly(sql) ?? []
  const values = valuesOf(stored, from.name)
  const c = quoted(from.name)
  const unfit =
    to.type.affinity === from.type.affinity
      ? 0
      : Number(
          ask(`SELECT count(*) ${values} AND CAST(CAST(${c} AS ${typeText(to)}) AS TEXT) IS NOT CAST(${c} AS TEXT)`)[0]?.[0] ?? 0,
        )
  const evidence: RenameQuestion['evidence'] = {
    fromType: typeText(from),
    toType: typeText(to),
    sameType: typeText(from) === typeText(to),
    sameNullability: from.nullable === to.nullable,
    sameConstraints: roles(from).join() === roles(to).join(),
    lost: Number(ask(`SELECT count(*) ${values}`)[0]?.[0] ?? 0),
    sample: ask(`SELECT ${c} ${values} LIMIT 5`),
    unfit,
  }
  const likelihood =
    (evidence.sameType ? 0.5 : from.type.affinity === to.type.affinity ? 0.3 : 0) +
    (evidence.sameNullability ? 0.15 : 0) +
    (evidence.sameConstraints ? 0.25 : 0) +
    (unfit === 0 ? 0.1 : 0)
  return {
    id: `${table}.${from.name} -> ${to.name}`,
    kind: 'column',
    table,
    from: from.name,
    to: to.name,
    text: `Was ${table}.${from.name} renamed to ${table}.${to.name}?`,
    evidence,
    likelihood,
  }
}

/** What a column is besides its type. */
function roles({ name, table }: Column): string[] {
  const index = table.indexes.filter((i) => i.columns.includes(name)).map((i) => (i.unique ? 'unique index' : 'index'))
  const constraints = table.constraints
    .filter((c) => c.kind !== 'check' && c.columns.includes(name))
    .map((c) => (c.kind === 'foreignKey' ? `to ${c.table}` : c.kind))
  return [...index, ...constraints].sort()
}

function tableQuestion(from: Table, to: Table, connection: Connection | null): RenameQuestion {
  const names = new Set(to.columns.map((c) => `${c.name} ${typeText(c)}`))
  const common = from.columns.filter((c) => names.has(`${c.name} ${typeText(c)}`)).length
  const all = from.columns.length + to.columns.length - common
  const rows = connection?.quietly(`SELECT * FROM ${quoted(from.name)} LIMIT 5`) ?? []
  const evidence: RenameQuestion['evidence'] = {
    fromType: from.columns.map((c) => c.name).join(', '),
    toType: to.columns.map((c) => c.name).join(', '),
    sameType: common === all,
    sameNullability: true,
    sameConstraints: from.constraints.length === to.constraints.length,
    lost: Number(connection?.quietly(`SELECT count(*) FROM ${quoted(from.name)}`)[0]?.[0] ?? 0),
    sample: rows,
    unfit: 0,
  }
  return {
    id: `${from.name} -> ${to.name}`,
    kind: 'table',
    table: from.name,
    from: from.name,
    to: to.name,
    text: `Was table ${from.name} renamed to ${to.name}?`,
    evidence,
    likelihood: common / all,
  }
}
