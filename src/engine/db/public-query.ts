import type {
  BoolExpr,
  ColumnExpr,
  LoaderOption,
  Ordering,
  RelationExpr,
  Select,
  Statement,
  Subquery,
  TextClause,
} from './public-expressions'
import type { FilterBy } from './public-model'

type AnyModel = abstract new (...a: any) => any

/** One page of a query, with Flask-SQLAlchemy's fields. */
export interface Pagination<T> extends Iterable<T> {
  items: T[]
  /** From 1. */
  page: number
  perPage: number
  readonly pages: number
  /** Rows of the query without paging; null with `count: false`. */
  total: number | null
  readonly hasNext: boolean
  readonly hasPrev: boolean
  readonly nextNum: number | null
  readonly prevNum: number | null
  /** Number of the first item of the page. */
  readonly first: number
  readonly last: number
  next(options?: { errorOut?: boolean }): Pagination<T>
  prev(options?: { errorOut?: boolean }): Pagination<T>
  /** Page numbers for links; null where some are left out. */
  iterPages(options?: {
    leftEdge?: number
    leftCurrent?: number
    rightCurrent?: number
    rightEdge?: number
  }): Iterable<number | null>
}

/** Every refinement returns a new query; nothing runs until all(), first() and their like. */
export interface Query<T> extends Iterable<T> {
  filter(...conditions: BoolExpr[]): Query<T>
  filterBy(values: FilterBy<T>): Query<T>
  orderBy(...columns: (Ordering | null)[]): Query<T>
  groupBy(...columns: ColumnExpr<any>[]): Query<T>
  having(...conditions: BoolExpr[]): Query<T>
  limit(n: number | null): Query<T>
  offset(n: number | null): Query<T>
  slice(start: number, stop?: number | null): Query<T>
  distinct(): Query<T>
  join(target: RelationExpr<any> | AnyModel | Subquery, on?: BoolExpr | RelationExpr<any>): Query<T>
  outerjoin(target: RelationExpr<any> | AnyModel | Subquery, on?: BoolExpr | RelationExpr<any>): Query<T>
  selectFrom(...targets: (AnyModel | Subquery)[]): Query<T>
  options(...options: LoaderOption[]): Query<T>
  withEntities(...what: (AnyModel | ColumnExpr<any>)[]): Query<any>
  addColumns(...columns: ColumnExpr<any>[]): Query<any>
  populateExisting(): Query<T>
  /** The objects come from SQL of your own: `fromStatement(db.text('SELECT * FROM users'))`. */
  fromStatement(statement: TextClause | Select<any>): Query<T>
  params(values: Record<string, unknown>): Query<T>
  union(...others: Query<any>[]): Query<T>
  unionAll(...others: Query<any>[]): Query<T>
  intersect(...others: Query<any>[]): Query<T>
  except(...others: Query<any>[]): Query<T>
  subquery(name?: string): Subquery
  scalarSubquery(): ColumnExpr<any>
  exists(): BoolExpr

  all(): T[]
  first(): T | null
  firstOr404(description?: string): T
  one(): T
  oneOrNone(): T | null
  oneOr404(description?: string): T
  scalar(): any
  /** By primary key: from the identity map when it is there. */
  get(primaryKey: number | string | bigint | readonly unknown[]): T | null
  getOr404(primaryKey: number | string | bigint | readonly unknown[], description?: string): T
  count(): number
  /** Python's `query[i]`. */
  at(index: number): T
  paginate(options?: {
    page?: number
    perPage?: number
    errorOut?: boolean
    maxPerPage?: number | null
    count?: boolean
  }): Pagination<T>
  /** One UPDATE for all rows that the filter finds. */
  update(values: Record<string, unknown>, options?: { synchronizeSession?: 'evaluate' | 'fetch' | false }): number
  /** One DELETE for all rows that the filter finds. */
  delete(options?: { synchronizeSession?: 'evaluate' | 'fetch' | false }): number
  readonly statement: Statement & Partial<Select<T>>
  /** The SQL, with `?` for parameters. */
  toString(): string
}

/** What `lazy: 'dynamic'` gives: a query that can also be appended to. */
export interface DynamicQuery<T> extends Query<T> {
  append(item: T): void
  remove(item: T): void
  extend(items: Iterable<T>): void
}
