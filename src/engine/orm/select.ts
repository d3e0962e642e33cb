import {
  type Assignment,
  bulkStatement,
  type Column,
  type Compiled,
  compileError,
  criterion,
  insertStatement,
  invalidRequest,
  type Node,
  snakeCase,
  type Table,
  toNode,
} from '../schema'
import type { Mapper } from './mapper'
import { entitiesOf, Query, type SessionProvider } from './query'
import { newQuery } from './query-data'

/** `db.select(User)`: a SELECT of the 2.0 style, for session.execute() and session.scalars(). It cannot run by itself. */
export class Select<T = unknown> extends Query<T> {
  protected override fresh<U = T>(data: Select['data']): Query<U> {
    return new Select<U>(this.session, { ...data, plain: true })
  }
  protected override unlimited(): void {}
  private cannotRun(method: string): never {
    throw invalidRequest(
      `A select() has no ${method}(): it is executed by a session`,
      'Write db.session.execute(statement) or db.session.scalars(statement).',
    )
  }
  override all(): T[] {
    return this.cannotRun('all')
  }
  override count(): number {
    return this.cannotRun('count')
  }
  override get(): T | null {
    return this.cannotRun('get')
  }
}

export const select = (session: SessionProvider, entities: unknown[]): Select =>
  new Select(session, { ...newQuery(entitiesOf(entities)), plain: true })

const tableOf = (given: unknown): Table => {
  const x = given as { __mapper__?: Mapper; table?: Table; kind?: string }
  if (x?.__mapper__) return x.__mapper__.table
  if (x?.kind === 'table') return given as Table
  if (x?.table) return x.table
  throw invalidRequest(`Table or model expected, got ${String(given)}`)
}

/** Values by attribute name; a Map may also be keyed by the attributes themselves. */
export type Values = Record<string, unknown> | Map<unknown, unknown>
const byName = (values: Values): Record<string, unknown> =>
  values instanceof Map
    ? Object.fromEntries(
        [...values].map(([k, v]) => [
          String((k as { key?: string; name?: string }).key ?? (k as { name?: string }).name ?? k),
          v,
        ]),
      )
    : values

function assignmentsOf(table: Table, given: unknown, values: Record<string, unknown>): Assignment[] {
  const mapper = (given as { __mapper__?: Mapper }).__mapper__
  return Object.entries(values).map(([key, value]) => {
    const column = mapper?.byKey.get(key)?.column ?? table.columns.find((c) => c.name === key || c.name === snakeCase(key))
    if (!column)
      throw compileError(`Unconsumed column names: ${key}`, `${table.name} has: ${table.columns.map((c) => c.name).join(', ')}.`)
    return { column, expression: toNode(value, column.type) }
  })
}

/** `db.insert(...)`, `db.update(...)`, `db.delete(...)`: statements without objects, for session.execute(). */
export class TableStatement {
  private constructor(
    readonly kind: 'insert' | 'update' | 'delete',
    private readonly target: unknown,
    readonly rows: readonly Record<string, unknown>[] = [],
    readonly conditions: readonly Node[] = [],
    /** What happens to objects in memory that the statement changes. */
    readonly synchronize: 'evaluate' | 'fetch' | false = 'evaluate',
  ) {}

  static make(kind: 'insert' | 'update' | 'delete', target: unknown): TableStatement {
    return new TableStatement(kind, target)
  }
  values(values: Values | Values[]): TableStatement {
    return new TableStatement(
      this.kind,
      this.target,
      (Array.isArray(values) ? values : [values]).map(byName),
      this.conditions,
      this.synchronize,
    )
  }
  where(...conditions: unknown[]): TableStatement {
    const all = [...this.conditions, ...conditions.map(criterion)]
    return new TableStatement(this.kind, this.target, this.rows, all, this.synchronize)
  }
  /** `executionOptions({ synchronizeSession: false })` leaves objects in memory as they are. */
  executionOptions({
    synchronizeSession = this.synchronize,
  }: {
    synchronizeSession?: 'evaluate' | 'fetch' | false
  }): TableStatement {
    return new TableStatement(this.kind, this.target, this.rows, this.conditions, synchronizeSession)
  }
  /** The class, when the statement was made for a model and not for a table. */
  get mapper(): Mapper | null {
    return (this.target as { __mapper__?: Mapper }).__mapper__ ?? null
  }

  /** One compiled statement per row of values. */
  compile(extra?: Record<string, unknown> | Record<string, unknown>[]): Compiled[] {
    const table = tableOf(this.target)
    const rows = extra ? (Array.isArray(extra) ? extra : [extra]) : this.rows
    if (this.kind === 'delete') return [bulkStatement(table, null, this.conditions)]
    if (this.kind === 'update')
      return rows.map((r) => bulkStatement(table, assignmentsOf(table, this.target, r), this.conditions))
    const filled = (rows.length ? rows : [{}]).map((r) => assignmentsOf(table, this.target, withDefaults(table, this.target, r)))
    // values([...]) is one INSERT with several rows, parameters given to execute() are one row each
    const [first, ...more] = filled as [Assignment[]]
    for (const { column } of first)
      if (!extra && more.some((row: Assignment[]) => row.every((a) => a.column !== column))) throw missingValue(column)
    return extra ? filled.map((row) => insertStatement(table, row)) : [insertStatement(table, first, more)]
  }
  toString(): string {
    return this.compile()[0]!.sql
  }
}

const missingValue = (column: Column) =>
  compileError(
    `INSERT value for column ${column.table.name}.${column.name} is explicitly rendered as a boundparameter in the VALUES clause; a Python-side value or SQL expression is required`,
    `Give ${column.name} in every row: they are one INSERT, whose columns are those of the first row.`,
  )

/** Column defaults apply to statements without objects too. */
function withDefaults(table: Table, target: unknown, row: Record<string, unknown>): Record<string, unknown> {
  const mapper = (target as { __mapper__?: Mapper }).__mapper__
  const filled = { ...row }
  for (const c of table.columns) {
    const key = mapper?.byColumn.get(c)?.key ?? c.name
    if (c.default !== undefined && !(key in filled) && !(c.name in filled))
      filled[key] = typeof c.default === 'function' ? (c.default as () => unknown)() : c.default
  }
  return filled
}
