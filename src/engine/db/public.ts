// The types that a learner's code is checked against: what `import ... from 'backref'` and the global `db` are in the editor.
import type { Generated, Kysely } from '../schema/kysely-types'
import type {
  AliasFor,
  BoolExpr,
  CaseWhens,
  ColumnExpr,
  Constraint,
  Functions,
  IndexDefinition,
  Inspection,
  LoaderOption,
  Ordering,
  RelationExpr,
  Select,
  Statement,
  TableStatement,
  TextClause,
} from './public-expressions'
import type { Query } from './public-query'
import type { Session } from './public-session'
import type { DatabaseUrl } from './url'

export type * from './public-expressions'
export type * from './public-query'
export type * from './public-session'
export type { Generated, Kysely }

import type {
  Association,
  Backref,
  Column,
  ColumnOptions,
  ForeignKey,
  KyselyTable,
  Lazy,
  ModelBase,
  ModelClass,
  Relationship,
  RelationshipOptions,
  RelTarget,
  Schema,
  SchemaOf,
  SqlType,
  TableHandle,
  TableOf,
} from './public-model'

export type * from './public-model'

// ------------------------------------------------------------------ db
type Nullable<T, PK, N> = PK extends true ? T : N extends false ? T : T | null
type Has<D> = [D] extends [never] ? false : true
type IsRequired<PK, N, D, FK> = PK extends true
  ? false
  : N extends false
    ? [FK] extends [never]
      ? Has<D> extends true
        ? false
        : true
      : false
    : false

type KyselyTables = { [M in keyof Models as TableOf<Models[M]> & string]: KyselyTable<SchemaOf<Models[M]>> }
type AnyModel = abstract new (...a: any) => any
export interface ForeignKeyOptions {
  name?: string
  ondelete?: 'CASCADE' | 'SET NULL' | 'SET DEFAULT' | 'RESTRICT' | 'NO ACTION'
  onupdate?: 'CASCADE' | 'SET NULL' | 'SET DEFAULT' | 'RESTRICT' | 'NO ACTION'
}
export interface ModelOptions {
  constraints?: Constraint[]
  indexes?: IndexDefinition[]
  sqliteAutoincrement?: boolean
  comment?: string
  extendExisting?: boolean
}
type Callable<T> = SqlType<T> & (() => SqlType<T>)
type LoaderFor = (relationship: RelationExpr<any> | string) => LoaderOption

export interface SQLAlchemy {
  readonly Integer: Callable<number>
  readonly SmallInteger: Callable<number>
  /** Numbers beyond 2^53 come as bigint. */
  readonly BigInteger: Callable<number | bigint>
  readonly Float: Callable<number>
  readonly Boolean: Callable<boolean>
  readonly Text: Callable<string>
  readonly DateTime: Callable<Date>
  readonly Date: Callable<Date>
  /** `'HH:MM:SS'`. */
  readonly Time: Callable<string>
  /** Milliseconds. */
  readonly Interval: Callable<number>
  readonly LargeBinary: Callable<Uint8Array>
  readonly JSON: Callable<unknown>
  String(length?: number): SqlType<string>
  Numeric(precision?: number, scale?: number): SqlType<number>
  Enum<const E extends string>(...choices: E[]): SqlType<E>
  ForeignKey<const R extends `${string}.${string}`>(ref: R, options?: ForeignKeyOptions): ForeignKey<R>
  Column<
    T,
    PK extends boolean = false,
    N extends boolean = true,
    D extends T | (() => T) = never,
    FK extends string = never,
    SD extends string | TextClause | BoolExpr | ColumnExpr<any> = never,
  >(
    type: SqlType<T>,
    options?: ColumnOptions<PK, N, D, FK, SD>,
    more?: ColumnOptions<PK, N, D, FK, SD>,
  ): Column<Nullable<T, PK, N>, IsRequired<PK, N, D | SD, FK>, FK, PK extends true ? true : Has<D | SD>>
  /** A table without a class: the association table of a many-to-many relationship. */
  Table<N extends string>(name: N, columns: Record<string, Column<any>>, options?: ModelOptions): TableHandle<N>
  relationship<
    const F,
    L extends Lazy = 'select',
    U extends boolean = boolean,
    B extends string = never,
    BL extends Lazy = 'select',
    BU extends boolean = boolean,
    SEC extends Association = never,
    RS extends string = never,
  >(target: RelTarget<F>, options?: RelationshipOptions<L, U, B, BL, BU, SEC, RS>): Relationship<F, L, U, B, BL, BU, SEC, RS>
  backref<B extends string, L extends Lazy = 'select', U extends boolean = boolean>(
    name: B,
    options?: { lazy?: L | Lazy; uselist?: U; orderBy?: string; remoteSide?: string; cascade?: string },
  ): Backref<B, L, U>
  /** The base class of a model: `class User extends db.Model('users', { ... }) {}`. */
  Model<N extends string, S extends Schema>(tableName: N, columns: S, options?: ModelOptions): ModelClass<N, S>
  UniqueConstraint(...columns: (string | { name?: string })[]): Constraint
  CheckConstraint(sql: string, options?: { name?: string }): Constraint
  PrimaryKeyConstraint(...columns: (string | { name?: string })[]): Constraint
  ForeignKeyConstraint(columns: string[], targets: string[], options?: ForeignKeyOptions): Constraint
  Index(name: string, ...columns: (string | { unique?: boolean })[]): IndexDefinition

  readonly session: Session
  readonly metadata: {
    readonly tables: Record<string, TableHandle>
    namingConvention: Partial<Record<'ix' | 'uq' | 'ck' | 'fk' | 'pk', string>>
  }
  /** Where the database is, as the configuration says. */
  readonly engine: { readonly url: DatabaseUrl; readonly dialect: { readonly name: string } }
  /** Takes the configuration of an app that was made without `new SQLAlchemy(app)`. */
  initApp(app: ConfiguredApp): void
  /** CREATE TABLE for every model whose table is not there. Existing tables are not changed. */
  createAll(): void
  /** DROP TABLE for every model, with all rows. */
  dropAll(): void
  /** A real Kysely instance over the same database, in the names of the database. */
  readonly kysely: Kysely<KyselyTables>

  select<T>(model: abstract new (...a: any) => T): Select<T>
  select(column: ColumnExpr<any>, ...more: (AnyModel | ColumnExpr<any>)[]): Select<any>
  select(model: AnyModel, second: AnyModel | ColumnExpr<any>, ...more: (AnyModel | ColumnExpr<any>)[]): Select<any>
  insert(model: AnyModel | TableHandle): TableStatement
  update(model: AnyModel | TableHandle): TableStatement
  delete(model: AnyModel | TableHandle): TableStatement
  /** The same class a second time in one query. */
  aliased<C extends AnyModel>(model: C, name?: string): AliasFor<C>
  readonly func: Functions
  and(...conditions: (BoolExpr | boolean)[]): BoolExpr
  or(...conditions: (BoolExpr | boolean)[]): BoolExpr
  not(condition: BoolExpr): BoolExpr
  /** SQL of your own; `:name` are parameters. */
  text(sql: string, values?: Record<string, unknown>): TextClause
  literal<T>(value: T): ColumnExpr<T>
  literalColumn(sql: string): ColumnExpr<any>
  null(): ColumnExpr<null>
  true(): BoolExpr
  false(): BoolExpr
  case<T>(whens: CaseWhens<T>, options?: { else?: T | ColumnExpr<T> }): ColumnExpr<T>
  cast<T>(value: unknown, type: SqlType<T>): ColumnExpr<T>
  distinct<T>(column: ColumnExpr<T>): ColumnExpr<T>
  asc(column: ColumnExpr<any> | string): Ordering
  desc(column: ColumnExpr<any> | string): Ordering
  tuple(...items: (ColumnExpr<any> | unknown)[]): ColumnExpr<any>
  /** `db.exists(query)`, or `db.exists().where(...)`. */
  exists(query?: Query<any> | AnyModel | ColumnExpr<any>): BoolExpr & { where(...conditions: BoolExpr[]): BoolExpr }
  readonly joinedload: (relationship: RelationExpr<any> | string, options?: { innerjoin?: boolean }) => LoaderOption
  readonly selectinload: LoaderFor
  readonly subqueryload: LoaderFor
  readonly lazyload: LoaderFor
  readonly immediateload: LoaderFor
  readonly noload: LoaderFor
  readonly raiseload: LoaderFor
  readonly containsEager: LoaderFor
  readonly loadOnly: (...columns: ColumnExpr<any>[]) => LoaderOption
  readonly defer: (...columns: ColumnExpr<any>[]) => LoaderOption
  readonly undefer: (...columns: ColumnExpr<any>[]) => LoaderOption
  /** State, identity and loaded attributes of an object. Never causes SQL. */
  inspect(object: ModelBase): Inspection
  /** CREATE TABLE text of a model for a database. */
  ddl(model: AnyModel | TableHandle, dialect?: 'sqlite' | 'postgresql' | 'mysql'): string[]
  readonly attributes: { flagModified(object: ModelBase, key: string): void }
  readonly signals: Record<
    'modelsCommitted' | 'beforeModelsCommitted',
    { connect(receiver: (changes: [object, 'insert' | 'update' | 'delete'][]) => void): void }
  >
}
export type { DatabaseUrl, Statement }

/** As much of an app as `new SQLAlchemy(app)` reads. */
interface ConfiguredApp {
  readonly config: Record<string, unknown>
}
/** `db` for an app: reads `app.config['SQLALCHEMY_DATABASE_URI']`. The data is in this page, whatever the file is called. */
export declare const SQLAlchemy: new (app?: ConfiguredApp) => SQLAlchemy
/** The parts of a database URL. Nothing is opened. */
export declare function makeUrl(url: string): DatabaseUrl
export declare const db: SQLAlchemy
