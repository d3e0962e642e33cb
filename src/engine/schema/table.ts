import { argumentError, invalidRequest, noReferencedColumn, noReferencedTable, TermError } from './errors'
import { conventional, indexName, type NamingConvention, named, snakeCase } from './naming'
import { needsQuotes } from './spelling'
import type { SqlType } from './types'

/** What a column's DEFAULT clause holds: a quoted string, or SQL text. */
export type ServerDefault = { kind: 'string'; value: string } | { kind: 'sql'; sql: string }

export type ReferentialAction = 'CASCADE' | 'SET NULL' | 'SET DEFAULT' | 'RESTRICT' | 'NO ACTION'

/** One column of one table. Names are the database's. */
export interface Column {
  readonly kind: 'table-column'
  /** Unique within the page's life: part of the key under which compiled SQL is cached. */
  readonly uid: number
  readonly name: string
  /** Null only for a foreign key column that takes the type of its target. */
  type: SqlType
  readonly table: Table
  readonly primaryKey: boolean
  readonly nullable: boolean
  readonly unique: boolean
  readonly index: boolean
  /** A value, a function, or an SQL expression, applied by the ORM when a row is inserted. */
  readonly default: unknown
  readonly onupdate: unknown
  readonly serverDefault: ServerDefault | null
  readonly autoincrement: boolean | 'auto'
  /** SQL text of a column-level CHECK. */
  readonly check: string | null
  /** SQL text of a generated column. */
  readonly computed: { sql: string; persisted: boolean | null } | null
  readonly comment: string | null
}

export type Constraint =
  | { kind: 'primaryKey'; name: string | null; columns: string[] }
  | { kind: 'unique'; name: string | null; columns: string[] }
  | { kind: 'check'; name: string | null; sql: string }
  | ForeignKeyConstraint

export interface ForeignKeyConstraint {
  kind: 'foreignKey'
  name: string | null
  columns: string[]
  /** Target table name. */
  table: string
  targets: string[]
  onDelete: ReferentialAction | null
  onUpdate: ReferentialAction | null
}

export interface Index {
  name: string
  columns: string[]
  unique: boolean
}

/** A table as data. Column order is the order of definition. */
export interface Table {
  readonly kind: 'table'
  readonly uid: number
  readonly name: string
  readonly columns: Column[]
  readonly constraints: Constraint[]
  readonly indexes: Index[]
  readonly sqliteAutoincrement: boolean
  readonly comment: string | null
}

export interface ForeignKeySpec {
  /** `table.column`. */
  target: string
  name?: string | null
  onDelete?: ReferentialAction | null
  onUpdate?: ReferentialAction | null
}

export interface ColumnSpec {
  name: string
  /** Null: the type of the foreign key's target. */
  type: SqlType | null
  primaryKey?: boolean
  nullable?: boolean
  unique?: boolean
  index?: boolean
  default?: unknown
  onupdate?: unknown
  serverDefault?: ServerDefault | null
  autoincrement?: boolean | 'auto'
  check?: string | null
  computed?: { sql: string; persisted: boolean | null } | null
  comment?: string | null
  foreignKeys?: ForeignKeySpec[]
}

export interface TableSpec {
  name: string
  columns: ColumnSpec[]
  constraints?: Constraint[]
  indexes?: Index[]
  sqliteAutoincrement?: boolean
  comment?: string | null
}

let uids = 0

/** Makes a table from a plain description; constraints and indexes of its columns are added in order of definition. */
export function makeTable(spec: TableSpec, naming: NamingConvention = {}): Table {
  const table: Table = {
    kind: 'table',
    uid: ++uids,
    name: spec.name,
    columns: [],
    constraints: [],
    indexes: [],
    sqliteAutoincrement: spec.sqliteAutoincrement ?? false,
    comment: spec.comment ?? null,
  }
  const own: Constraint[] = []
  const given = (spec.constraints ?? []).map((c) => named(c, naming, spec.name))
  // a PrimaryKeyConstraint may name the columns in place of their own option
  const key = given.find((c) => c.kind === 'primaryKey')
  const inKey = (c: ColumnSpec) => key?.columns.some((n) => n === c.name || snakeCase(n) === c.name) ?? false
  for (const c of spec.columns) {
    table.columns.push(makeColumn(inKey(c) ? { ...c, primaryKey: true } : c, table))
    // unique and index together are one unique index, no constraint (schema/027)
    if (c.index)
      table.indexes.push({ name: indexName(spec.name, [c.name], naming), columns: [c.name], unique: c.unique ?? false })
    else if (c.unique) own.push({ kind: 'unique', name: conventional('uq', naming, spec.name, [c.name]), columns: [c.name] })
    const check = typeCheck(c)
    if (check) own.push(named(check, naming, spec.name))
    for (const fk of c.foreignKeys ?? []) own.push(foreignKeyOf(fk, c.name, spec.name, naming))
  }
  const primaryKey = primaryKeyColumns(table).map((c) => c.name)
  if (primaryKey.length && !key)
    table.constraints.push({ kind: 'primaryKey', name: conventional('pk', naming, spec.name, primaryKey), columns: primaryKey })
  table.constraints.push(...given, ...own)
  for (const i of spec.indexes ?? [])
    table.indexes.push(i.name ? i : { ...i, name: indexName(spec.name, naming.ix ? i.columns : i.columns.slice(0, 1), naming) })
  return table
}

/** An attribute's name (`roleId`) means its column. SQLite would take an unknown name for a text. */
function columnNameIn(table: Table, name: string): string {
  if (table.columns.some((c) => c.name === name)) return name
  const snake = snakeCase(name)
  return columnNamed(table, table.columns.some((c) => c.name === snake) ? snake : name).name
}

/** The CHECK that Boolean and Enum write when they are told to (createConstraint, schema/045). */
export function typeCheck(c: Pick<ColumnSpec, 'name' | 'type'>): (Constraint & { kind: 'check' }) | null {
  const args = c.type?.args
  if (!args?.createConstraint) return null
  const column = needsQuotes(c.name) ? `"${c.name.replaceAll('"', '""')}"` : c.name
  const values =
    c.type!.affinity === 'boolean' ? '0, 1' : (args.names as string[]).map((n) => `'${n.replaceAll("'", "''")}'`).join(', ')
  return { kind: 'check', name: (args.name as string | undefined) ?? null, sql: `${column} IN (${values})` }
}

function makeColumn(c: ColumnSpec, table: Table): Column {
  return {
    kind: 'table-column',
    uid: ++uids,
    name: c.name,
    type: c.type as SqlType,
    table,
    primaryKey: c.primaryKey ?? false,
    nullable: c.nullable ?? !c.primaryKey,
    unique: c.unique ?? false,
    index: c.index ?? false,
    default: c.default,
    onupdate: c.onupdate,
    serverDefault: c.serverDefault ?? null,
    autoincrement: c.autoincrement ?? 'auto',
    check: c.check ?? null,
    computed: c.computed ?? null,
    comment: c.comment ?? null,
  }
}

function foreignKeyOf(fk: ForeignKeySpec, column: string, table: string, naming: NamingConvention): ForeignKeyConstraint {
  const dot = fk.target.lastIndexOf('.')
  const target = dot < 0 ? fk.target : fk.target.slice(0, dot)
  return {
    kind: 'foreignKey',
    name: fk.name ?? conventional('fk', naming, table, [column], target),
    columns: [column],
    table: target,
    targets: [dot < 0 ? '' : fk.target.slice(dot + 1)],
    onDelete: fk.onDelete ?? null,
    onUpdate: fk.onUpdate ?? null,
  }
}

/** All tables of one `db`, in order of definition. */
export class MetaData {
  readonly tables = new Map<string, Table>()
  namingConvention: NamingConvention = {}

  /** @throws TermError InvalidRequestError when the name is taken (schema/086) */
  add(spec: TableSpec, options: { extendExisting?: boolean } = {}): Table {
    if (this.tables.has(spec.name) && !options.extendExisting) {
      throw invalidRequest(
        `Table '${spec.name}' is already defined for this MetaData instance.  Specify 'extend_existing=True' to redefine options and columns on an existing Table object.`,
        `Two models use the table name '${spec.name}'. Give one of them another name.`,
      )
    }
    const table = makeTable(spec, this.namingConvention)
    for (const item of [...table.constraints, ...table.indexes])
      if ('columns' in item) item.columns = item.columns.map((c) => columnNameIn(table, c))
    this.tables.set(spec.name, table)
    return table
  }

  /**
   * Fills in the type of foreign key columns that have none of their own.
   * @param strict throw where the target is missing; else leave it for createAll() to tell (schema/082)
   */
  resolveTypes(strict = true): void {
    for (const table of this.tables.values()) {
      for (const column of table.columns) {
        if (column.type) continue
        try {
          column.type = this.targetType(column)
        } catch (error) {
          if (strict) throw error
        }
      }
    }
  }

  private targetType(column: Column, depth = 0): SqlType {
    for (const fk of foreignKeys(column.table)) {
      const at = fk.columns.indexOf(column.name)
      if (at < 0) continue
      const target = this.target(fk, at, column)
      if (target.type) return target.type
      if (depth < 20) return this.targetType(target, depth + 1)
    }
    throw new TermError(
      'CompileError',
      `(in table '${column.table.name}', column '${column.name}'): Can't generate DDL for NullType(); did you forget to specify a type on this Column?`,
      'Give the column a type: db.Column(db.Integer).',
    )
  }

  /** The column that a foreign key points at. @throws TermError NoReferencedTableError, NoReferencedColumnError (schema/082) */
  target(fk: ForeignKeyConstraint, at: number, from: Column): Column {
    const where = `${from.table.name}.${from.name}`
    const table = this.tables.get(fk.table)
    const name = fk.targets[at]!
    if (!table) throw noReferencedTable(`${fk.table}.${name}`, where, fk.table, name)
    const column =
      table.columns.find((c) => c.name === name) ?? (name === '' ? table.columns.find((c) => c.name === from.name) : undefined)
    if (!column) throw noReferencedColumn(where, fk.table, name || from.name)
    return column
  }

  /**
   * Tables in the order in which they can be created: level by level, each level in order of definition (schema/061). Tables
   * of a cycle stand as if they referred to nothing, and are named in `cycle`.
   */
  sorted(): { tables: Table[]; cycle: Table[] } {
    const all = [...this.tables.values()]
    const referred = (t: Table) => foreignKeys(t).flatMap((fk) => (fk.table === t.name ? [] : (this.tables.get(fk.table) ?? [])))
    // the foreign keys of tables in a cycle order nothing
    const cycle = all.filter((t) => reaches(t, t, referred))
    const left = new Set(all)
    const tables: Table[] = []
    while (left.size > 0) {
      const level = [...left].filter((t) => cycle.includes(t) || !referred(t).some((r) => left.has(r)))
      for (const t of level) {
        tables.push(t)
        left.delete(t)
      }
    }
    return { tables, cycle }
  }

  /** Checks every foreign key's target. @throws as target() */
  check(): void {
    for (const table of this.tables.values()) {
      for (const fk of foreignKeys(table)) fk.columns.forEach((name, i) => this.target(fk, i, columnNamed(table, name)))
    }
  }
}

/** Whether references lead from one table to another. */
function reaches(from: Table, to: Table, referred: (t: Table) => Table[], seen = new Set<Table>()): boolean {
  return referred(from).some((r) => r === to || (!seen.has(r) && reaches(r, to, referred, seen.add(r))))
}

export const foreignKeys = (table: Table): ForeignKeyConstraint[] =>
  table.constraints.filter((c): c is ForeignKeyConstraint => c.kind === 'foreignKey')
export const primaryKeyColumns = (table: Table): Column[] => table.columns.filter((c) => c.primaryKey)

/** @throws TermError ArgumentError when the table has no such column */
export function columnNamed(table: Table, name: string): Column {
  const column = table.columns.find((c) => c.name === name)
  if (column) return column
  throw argumentError(
    `Table '${table.name}' has no column '${name}'`,
    `Its columns are: ${table.columns.map((c) => c.name).join(', ')}.`,
  )
}

/** The column that SQLite fills in by itself: a single INTEGER primary key without default or foreign key. */
export function generatedKey(table: Table): Column | null {
  const keys = primaryKeyColumns(table)
  const [key] = keys
  if (key === undefined || key.autoincrement === false) return null
  if (keys.length > 1 && key.autoincrement !== true) return null
  if (key.type?.affinity !== 'integer' || key.default !== undefined || key.serverDefault) return null
  if (key.autoincrement === 'auto' && foreignKeys(table).some((fk) => fk.columns.includes(key.name))) return null
  return key
}
