import type { SqlType } from './public-model'
import type { Query } from './public-query'

declare const PHANTOM: unique symbol

/** A condition. */
export interface BoolExpr {
  and(...others: BoolExpr[]): BoolExpr
  or(...others: BoolExpr[]): BoolExpr
  not(): BoolExpr
  readonly [PHANTOM]?: 'bool'
}
/** What orderBy() accepts. */
export interface Ordering {
  readonly [PHANTOM]?: any
  nullsFirst(): Ordering
  nullsLast(): Ordering
}
/** A column, or any expression with a value. */
export interface ColumnExpr<T> extends Ordering {
  eq(value: T | ColumnExpr<T>): BoolExpr
  ne(value: T | ColumnExpr<T>): BoolExpr
  lt(value: NonNullable<T> | ColumnExpr<T>): BoolExpr
  le(value: NonNullable<T> | ColumnExpr<T>): BoolExpr
  gt(value: NonNullable<T> | ColumnExpr<T>): BoolExpr
  ge(value: NonNullable<T> | ColumnExpr<T>): BoolExpr
  in(values: readonly NonNullable<T>[] | Query<any> | Select<any>): BoolExpr
  notIn(values: readonly NonNullable<T>[] | Query<any> | Select<any>): BoolExpr
  between(low: NonNullable<T>, high: NonNullable<T>): BoolExpr
  isNull(): BoolExpr
  isNotNull(): BoolExpr
  is(value: T | null): BoolExpr
  isNot(value: T | null): BoolExpr
  asc(): Ordering
  desc(): Ordering
  /** A name for the column of the result. */
  label(name: string): ColumnExpr<T>
  cast<U>(type: SqlType<U>): ColumnExpr<U>
  collate(name: string): ColumnExpr<T>
  distinct(): ColumnExpr<T>
  add(other: NonNullable<T> | ColumnExpr<any>): ColumnExpr<T>
  sub(other: NonNullable<T> | ColumnExpr<any>): ColumnExpr<T>
  mul(other: NonNullable<T> | ColumnExpr<any>): ColumnExpr<T>
  div(other: NonNullable<T> | ColumnExpr<any>): ColumnExpr<T>
  mod(other: NonNullable<T> | ColumnExpr<any>): ColumnExpr<T>
  /** Any operator of the database: `User.name.op('GLOB')('s*')`. */
  op(name: string): (other: unknown) => ColumnExpr<any> & BoolExpr
}
interface MatchOptions {
  escape?: string
  /** Escape `%` and `_` in the text itself. */
  autoescape?: boolean
}
export interface TextExpr<T> extends ColumnExpr<T> {
  like(pattern: string, options?: MatchOptions): BoolExpr
  notLike(pattern: string, options?: MatchOptions): BoolExpr
  ilike(pattern: string, options?: MatchOptions): BoolExpr
  startsWith(prefix: string, options?: MatchOptions): BoolExpr
  endsWith(suffix: string, options?: MatchOptions): BoolExpr
  contains(text: string, options?: MatchOptions): BoolExpr
  concat(other: string | ColumnExpr<any>): TextExpr<T>
}
export type Expr<T> = [T] extends [string | null] ? TextExpr<T> : ColumnExpr<T>

/** A relationship in a query. */
export interface RelationExpr<T> {
  eq(object: T | null): BoolExpr
  ne(object: T | null): BoolExpr
  isNull(): BoolExpr
  isNotNull(): BoolExpr
  /** Lists: is this object among them? */
  contains(object: T): BoolExpr
  /** Lists: does one of them fulfil the condition? */
  any(condition?: BoolExpr, values?: Record<string, unknown>): BoolExpr
  /** Scalars: does it fulfil the condition? */
  has(condition?: BoolExpr, values?: Record<string, unknown>): BoolExpr
  and(...conditions: BoolExpr[]): RelationExpr<T>
  readonly [PHANTOM]?: T
}

/** SQL of the learner's own: a condition, a column, an order or a whole statement. */
export type TextClause = BoolExpr & ColumnExpr<any>
export type CaseWhens<T> = readonly (readonly [BoolExpr, T | ColumnExpr<T>])[]
/** `db.func.anything(...)`: a function of the database. */
export type Functions = { readonly count: (column?: ColumnExpr<any> | string) => ColumnExpr<number> } & {
  readonly [name: string]: (...args: any[]) => TextExpr<any>
}
export type AliasFor<C> = C

export interface LoaderOption {
  joinedload(relationship: RelationExpr<any> | string): LoaderOption
  selectinload(relationship: RelationExpr<any> | string): LoaderOption
  subqueryload(relationship: RelationExpr<any> | string): LoaderOption
  lazyload(relationship: RelationExpr<any> | string): LoaderOption
  raiseload(relationship: RelationExpr<any> | string): LoaderOption
  loadOnly(...columns: ColumnExpr<any>[]): LoaderOption
  defer(...columns: ColumnExpr<any>[]): LoaderOption
}

/** `db.select(...)`: executed by session.execute() or session.scalars(). */
export interface Select<T> {
  where(...conditions: BoolExpr[]): Select<T>
  filter(...conditions: BoolExpr[]): Select<T>
  filterBy(values: Record<string, unknown>): Select<T>
  join(target: RelationExpr<any> | (abstract new (...a: any) => any), on?: BoolExpr | RelationExpr<any>): Select<T>
  outerjoin(target: RelationExpr<any> | (abstract new (...a: any) => any), on?: BoolExpr | RelationExpr<any>): Select<T>
  selectFrom(...targets: unknown[]): Select<T>
  orderBy(...columns: (Ordering | string | null)[]): Select<T>
  groupBy(...columns: (ColumnExpr<any> | string)[]): Select<T>
  having(...conditions: BoolExpr[]): Select<T>
  limit(n: number | null): Select<T>
  offset(n: number | null): Select<T>
  distinct(): Select<T>
  options(...options: LoaderOption[]): Select<T>
  params(values: Record<string, unknown>): Select<T>
  subquery(name?: string): Subquery
  scalarSubquery(): ColumnExpr<any>
  exists(): BoolExpr
  toString(): string
}
export interface Subquery {
  readonly c: Record<string, TextExpr<any>>
}
export interface Statement {
  readonly params: Record<string, unknown>
  toString(): string
}
/** `db.insert(User).values({...})` and its like. */
export interface TableStatement {
  values(values: Record<string, unknown> | Record<string, unknown>[]): TableStatement
  where(...conditions: BoolExpr[]): TableStatement
}
export interface Constraint {
  readonly kind: string
  readonly name: string | null
}
export interface IndexDefinition {
  readonly name: string
  readonly columns: string[]
  readonly unique: boolean
}
/** What `db.inspect(object)` tells. */
export interface Inspection {
  readonly state: 'transient' | 'pending' | 'persistent' | 'deleted' | 'detached'
  readonly transient: boolean
  readonly pending: boolean
  readonly persistent: boolean
  readonly deleted: boolean
  readonly detached: boolean
  readonly identity: unknown[] | null
  readonly loaded: Record<string, unknown>
  readonly unloaded: string[]
  readonly modified: boolean
}
