import { unreachable } from '../../protocol'
import type { NamingConvention } from '../schema/naming'
import type { ReflectedTable } from '../schema/reflect'
import { type ColumnSpec, type Constraint, type Index, makeTable, type TableSpec } from '../schema/table'
import type { SqlType } from '../schema/types'
import { constraintNeedsName, noSuchColumn, noSuchConstraint, noSuchIndex } from './errors'
import { constraintKey, normalSql, scriptedDefault, tableSpec } from './operations/spec'
import type { AddColumn, AlterColumn, DropConstraint, TableOperation } from './operations/types'

/** A column of a draft: what it is, and where its values come from. */
export interface DraftColumn {
  spec: ColumnSpec
  /** Name in the old table; null for a new column. */
  from: string | null
  /** Convert the old values to this type. */
  cast: SqlType | null
}

/** A table while operations are applied to it: the model of the table that a rebuild creates. */
export interface Draft {
  name: string
  /** By name; in a strict draft by the name before all renames, which is how Alembic's operations of one batch know them. */
  columns: Map<string, DraftColumn>
  constraints: Constraint[]
  indexes: Index[]
  autoincrement: boolean
  options: string
  inline: Set<string>
  /** Where added columns go, as pairs `before, after`. */
  order: [string, string][]
  /** Old columns in their order, without those dropped since. */
  existing: string[]
  strict: boolean
}

/**
 * A draft of a table as it is.
 * @param naming names for the unnamed constraints
 * @param strict as Alembic: constraints must have a name, unnamed checks of the database are not kept
 */
export function draftOf(reflected: ReflectedTable, naming: NamingConvention = {}, strict = false): Draft {
  const spec = tableSpec(reflected.table)
  const constraints = (spec.constraints ?? [])
    .map((c) => conventional(c, spec.name, naming))
    .filter((c) => !strict || c.kind !== 'check' || c.name !== null)
    .filter((c, i, all) => !strict || !all.slice(0, i).some((o) => sameToAlembic(c, o)))
  return {
    name: spec.name,
    columns: new Map(spec.columns.map((c) => [c.name, { spec: strict ? asAlembicReads(c) : c, from: c.name, cast: null }])),
    constraints,
    indexes: [...(spec.indexes ?? [])],
    autoincrement: spec.sqliteAutoincrement ?? false,
    options: reflected.options,
    inline: new Set(reflected.inline),
    order: [],
    existing: spec.columns.map((c) => c.name),
    strict,
  }
}

function conventional(c: Constraint, table: string, naming: NamingConvention): Constraint {
  if (c.name !== null || c.kind === 'check') return c
  return makeTable({ name: table, columns: [], constraints: [c] }, naming).constraints[0]!
}

const asAlembicReads = (c: ColumnSpec): ColumnSpec => ({ ...c, check: null, serverDefault: scriptedDefault(c.serverDefault) })

/** Constraints are kept by name; and SQLite has one index for equal UNIQUE clauses, of which SQLAlchemy reads the first only. */
const sameToAlembic = (a: Constraint, b: Constraint) =>
  (a.name !== null && a.name === b.name) || (a.kind === 'unique' && b.kind === 'unique' && a.columns.join() === b.columns.join())

/** Changes the draft. @throws TermError KeyError, ValueError where the operation names what is not there (mig/118) */
export function applyTo(draft: Draft, op: TableOperation): void {
  switch (op.op) {
    case 'addColumn':
      return addColumn(draft, op)
    case 'dropColumn':
      return dropColumn(draft, op.column)
    case 'alterColumn':
      return alterColumn(draft, op)
    case 'createIndex':
      draft.indexes.push(op.index)
      return
    case 'dropIndex': {
      const at = draft.indexes.findIndex((i) => i.name === op.name)
      if (at < 0) throw noSuchIndex(op.name)
      draft.indexes.splice(at, 1)
      return
    }
    case 'createConstraint':
      if (draft.strict && op.constraint.name === null) throw constraintNeedsName()
      if (op.constraint.kind === 'primaryKey') setKey(draft, op.constraint.columns)
      draft.constraints.push(op.constraint)
      return
    case 'dropConstraint': {
      if (dropOwnCheck(draft, op)) return
      const found = findConstraint(draft, op)
      draft.constraints.splice(draft.constraints.indexOf(found), 1)
      if (found.kind === 'primaryKey') setKey(draft, [])
      if (found.kind === 'foreignKey') for (const c of found.columns) draft.inline.delete(c)
      return
    }
    default:
      return unreachable(op)
  }
}

function setKey(draft: Draft, columns: string[]) {
  if (columns.length) draft.constraints = draft.constraints.filter((c) => c.kind !== 'primaryKey')
  else draft.autoincrement = false
  for (const [name, c] of draft.columns)
    c.spec = {
      ...c.spec,
      primaryKey: columns.includes(name),
      ...(columns.includes(name) && !draft.strict && { nullable: false }),
    }
}

/** An unnamed check that is written in a column. */
function dropOwnCheck(draft: Draft, op: DropConstraint): boolean {
  const { existing } = op
  if (op.name !== null || existing?.kind !== 'check') return false
  const found = [...draft.columns.values()].find((c) => c.spec.check && normalSql(c.spec.check) === normalSql(existing.sql))
  if (found) found.spec = { ...found.spec, check: null }
  return found !== undefined
}

/** The constraint that an operation means. @throws TermError ValueError */
export function findConstraint(draft: Draft, op: DropConstraint): Constraint {
  if (draft.strict && op.name === null) throw constraintNeedsName()
  const fits = (c: Constraint) => {
    if (op.type !== null && c.kind !== op.type) return false
    if (op.name !== null) return c.name?.toLowerCase() === op.name.toLowerCase()
    if (op.existing) return sameConstraint(c, op.existing)
    return op.columns !== undefined && c.kind !== 'check' && [...c.columns].sort().join() === [...op.columns].sort().join()
  }
  const found = draft.constraints.find(fits)
  if (found) return found
  throw noSuchConstraint(
    op.name,
    draft.name,
    draft.constraints.flatMap((c) => (c.name ? [c.name] : [])),
  )
}

const sameConstraint = (a: Constraint, b: Constraint) =>
  a.kind === 'check' && b.kind === 'check' ? normalSql(a.sql) === normalSql(b.sql) : constraintKey(a) === constraintKey(b)

function addColumn(draft: Draft, op: AddColumn) {
  const { name } = op.column
  const made = makeTable({ name: draft.name, columns: [op.column] })
  if (draft.strict && made.constraints.some((c) => c.kind !== 'primaryKey' && c.name === null)) throw constraintNeedsName()
  // its constraints and indexes are the table's from here on
  const spec = { ...op.column, unique: false, index: false, foreignKeys: [] }
  draft.columns.set(name, { spec, from: null, cast: null })
  draft.constraints.push(...made.constraints.filter((c) => c.kind !== 'primaryKey'))
  draft.indexes.push(...made.indexes)
  if (op.column.primaryKey)
    setKey(
      draft,
      [...draft.columns].filter(([, c]) => c.spec.primaryKey).map(([n]) => n),
    )
  place(draft, op)
}

/** Alembic's rule for the place of an added column: after or before the one that is named, else after the last (mig/120). */
function place(draft: Draft, op: AddColumn) {
  const { existing, order } = draft
  const { name } = op.column
  let { insertBefore: before, insertAfter: after } = op
  if (after !== undefined && before === undefined)
    before = existing.includes(after) ? existing[existing.indexOf(after) + 1] : order.find(([a]) => a === after)?.[1]
  else if (before !== undefined && after === undefined)
    after = existing.includes(before) ? existing[existing.indexOf(before) - 1] : order.find(([, b]) => b === before)?.[0]
  if (before !== undefined) order.push([name, before])
  if (after !== undefined) order.push([after, name])
  if (before === undefined && after === undefined && existing.length) order.push([existing.at(-1)!, name])
}

/** A column goes, and with it the constraints and indexes that need it. Alembic leaves checks and indexes for SQLite to refuse. */
function dropColumn(draft: Draft, column: string) {
  columnOf(draft, column)
  draft.columns.delete(column)
  draft.existing = draft.existing.filter((c) => c !== column)
  draft.inline.delete(column)
  draft.constraints = draft.constraints
    .map((c) => (c.kind === 'primaryKey' ? { ...c, columns: c.columns.filter((k) => k !== column) } : c))
    .filter((c) =>
      c.kind === 'primaryKey'
        ? c.columns.length > 0
        : c.kind === 'check'
          ? draft.strict || !mentions(c.sql, column)
          : !c.columns.includes(column),
    )
  if (!draft.strict) draft.indexes = draft.indexes.filter((i) => !i.columns.includes(column))
}

const mentions = (sql: string, column: string) =>
  new RegExp(`(^|[^\\w$])"?${column.replace(/[^\w]/g, '\\$&')}"?($|[^\\w$])`, 'i').test(sql.replace(/'(?:[^']|'')*'/g, "''"))

function alterColumn(draft: Draft, op: AlterColumn) {
  const found = columnOf(draft, op.column)
  if (op.newName !== undefined) renameInDraft(draft, op.column, op.newName)
  const { spec } = found
  if (op.type) {
    if (spec.type && family(spec.type, draft.strict) !== family(op.type, draft.strict) && castable(op.type, draft.strict))
      found.cast = op.type
    found.spec = { ...found.spec, type: op.type }
  }
  if (op.nullable !== undefined) found.spec = { ...found.spec, nullable: op.nullable }
  if (op.serverDefault !== undefined) found.spec = { ...found.spec, serverDefault: op.serverDefault }
}

// SQLite's CAST knows numbers and text only: CAST('2024-05-01' AS DATE) is the number 2024. Alembic casts all the same.
const castable = (type: SqlType, strict: boolean) =>
  type.affinity !== 'json' && (strict || (type.affinity !== 'date' && type.affinity !== 'blob'))

/** To Alembic a date, a time and both together are three families. */
const family = (type: SqlType, strict: boolean) =>
  strict && type.affinity === 'date' ? type.name.toUpperCase().replace('TIMESTAMP', 'DATETIME') : type.affinity

function renameInDraft(draft: Draft, from: string, to: string) {
  if (draft.strict) {
    const found = draft.columns.get(from)!
    found.spec = { ...found.spec, name: to }
    return
  }
  // two columns of one name stay two: SQLite refuses them, and nothing is lost
  const key = draft.columns.has(to) && to !== from ? `${to} (from ${from})` : to
  const rename = (names: string[]) => names.map((n) => (n === from ? to : n))
  draft.columns = new Map(
    [...draft.columns].map(([name, c]) =>
      name === from ? [key, Object.assign(c, { spec: { ...c.spec, name: to } })] : [name, c],
    ),
  )
  draft.existing = rename(draft.existing)
  draft.order = draft.order.map(([a, b]) => [a === from ? to : a, b === from ? to : b])
  draft.indexes = draft.indexes.map((i) => ({ ...i, columns: rename(i.columns) }))
  draft.constraints = draft.constraints.map((c) => {
    if (c.kind === 'check') return { ...c, sql: renameIn(c.sql, from, to) }
    if (c.kind === 'foreignKey' && c.table === draft.name) return { ...c, columns: rename(c.columns), targets: rename(c.targets) }
    return { ...c, columns: rename(c.columns) }
  })
  if (draft.inline.delete(from)) draft.inline.add(to)
}

const renameIn = (sql: string, from: string, to: string) =>
  sql.replace(new RegExp(`(?<![\\w$'])${from.replace(/[^\w]/g, '\\$&')}(?![\\w$'])`, 'gi'), to)

/** @throws TermError KeyError */
function columnOf(draft: Draft, name: string): DraftColumn {
  const found = draft.columns.get(name)
  if (!found) throw noSuchColumn(draft.name, name, [...draft.columns.keys()])
  return found
}

/** The draft as a table's description, with its columns in their final order. Foreign keys to itself name the final table. */
export function specOf(draft: Draft, name: string): TableSpec {
  const constraints = draft.constraints.flatMap((c): Constraint[] => {
    if (c.kind === 'check') return [c]
    const columns = finalNames(draft, c.columns)
    return columns ? [{ ...c, columns }] : []
  })
  return {
    name,
    columns: orderedColumns(draft).map((c) => c.spec),
    constraints,
    sqliteAutoincrement: draft.autoincrement,
  }
}

/** Columns as they are called in the end; null when the draft does not know one of them (a strict draft then says nothing). */
export function finalNames(draft: Draft, columns: readonly string[]): string[] | null {
  if (!draft.strict) return [...columns]
  const names = columns.map((c) => draft.columns.get(c)?.spec.name)
  return names.includes(undefined) ? null : (names as string[])
}

/** The draft's columns in their final order. Alembic's topological sort is kept, because its outcome can be seen (mig/120). */
export function orderedColumns(draft: Draft): DraftColumn[] {
  const names = [...draft.columns.keys()]
  const before = new Map<string, Set<string>>(names.map((n) => [n, new Set()]))
  draft.existing.forEach((_, i) => {
    if (i > 0) before.get(names[i]!)?.add(names[i - 1]!)
  })
  for (const [a, b] of draft.order) if (a !== b) before.get(b)?.add(a)
  const sorted: string[] = []
  let left = names
  while (left.length) {
    const level = left.filter((n) => ![...before.get(n)!].some((b) => left.includes(b)))
    if (!level.length) return names.map((n) => draft.columns.get(n)!)
    sorted.push(...level)
    left = left.filter((n) => !level.includes(n))
  }
  return sorted.map((n) => draft.columns.get(n)!)
}
