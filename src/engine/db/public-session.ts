import type { ColumnExpr, LoaderOption, Select, TableStatement, TextClause } from './public-expressions'
import type { ModelBase } from './public-model'
import type { Query } from './public-query'

/** A row of columns: a list whose elements also have names. */
export type Row = any[] & { readonly _mapping: Record<string, any>; readonly [name: string]: any }

/** What session.execute() gives: rows to be taken once. */
export interface Result<T = Row> extends Iterable<T> {
  all(): T[]
  first(): T | null
  one(): T
  oneOrNone(): T | null
  scalar(): any
  scalarOne(): any
  scalars(): Result<any>
  mappings(): Result<Record<string, any>>
  unique(): Result<T>
  keys(): string[]
  /** Rows that the statement changed. */
  readonly rowcount: number
}
/** A Kysely query, or anything that compiles to SQL and parameters. */
export interface Compilable {
  compile(): { readonly sql: string; readonly parameters: readonly unknown[] }
}
export interface NestedTransaction {
  commit(): void
  rollback(): void
  readonly isActive: boolean
}
type Class<T> = abstract new (...a: any) => T

/** `db.session`: the objects of a unit of work and its transaction. */
export interface Session {
  /** No SQL is sent: the row is written by the next flush. */
  add(object: ModelBase): void
  addAll(objects: readonly ModelBase[]): void
  delete(object: ModelBase): void
  /** Sends what is pending, without ending the transaction. */
  flush(): void
  commit(): void
  rollback(): void
  /** A savepoint: for a function, or by hand with commit() and rollback(). */
  beginNested(): NestedTransaction
  beginNested<T>(work: () => T): T
  get<T>(
    model: Class<T>,
    primaryKey: number | string | bigint | readonly unknown[],
    options?: { options?: LoaderOption[]; populateExisting?: boolean },
  ): T | null
  query<T>(model: Class<T>): Query<T>
  query(column: ColumnExpr<any>, ...more: (Class<any> | ColumnExpr<any>)[]): Query<any>
  query(model: Class<any>, second: Class<any> | ColumnExpr<any>, ...more: (Class<any> | ColumnExpr<any>)[]): Query<any>
  execute(
    statement: Select<any> | TextClause | TableStatement | Compilable,
    params?: Record<string, unknown> | Record<string, unknown>[],
  ): Result
  scalars<T>(statement: Select<T>, params?: Record<string, unknown>): Result<T>
  scalar(statement: Select<any> | TextClause, params?: Record<string, unknown>): any
  /** Loaded values are read again when asked for. */
  expire(object: ModelBase, names?: string[]): void
  expireAll(): void
  refresh(object: ModelBase, names?: string[]): void
  expunge(object: ModelBase): void
  expungeAll(): void
  merge<T extends ModelBase>(object: T): T
  /** Rolls back and lets all objects go. */
  remove(): void
  close(): void
  /** Objects that will be inserted. */
  readonly new: object[]
  /** Objects with changes. */
  readonly dirty: object[]
  /** Objects that will be deleted. */
  readonly deleted: object[]
  readonly identityMap: object[]
  contains(object: ModelBase): boolean
  isModified(object: ModelBase): boolean
  autoflush: boolean
  /** Whether commit() forgets the loaded values of all objects, so that they are read again. */
  expireOnCommit: boolean
  noAutoflush<T>(work: () => T): T
  inTransaction(): boolean
  bulkInsertMappings(model: Class<any>, rows: Record<string, unknown>[]): void
}
