// The types of models: attributes, relationships, backrefs, constructor keywords, columns as expressions.
//
// Three rules keep every graph of models free of circular types; all three were found by asking a fresh checker about every
// position first, as an editor does:
//  1. relationship() keeps its thunk type F unopened and unconstrained. `F extends () => unknown` fails at once;
//     `F extends () => any` fails only when the editor asks about some nodes first, which is worse.
//  2. The schema constraint must not mention Column<..>/Relationship<..> (contextual return inference).
//  3. Whatever opens F or walks `Models` sits in a property type or in the `as` clause of a mapped type (both are
//     evaluated on demand), never in a bare conditional of the base-class expression.
import type { Generated } from '../schema/kysely-types'
import type { BoolExpr, ColumnExpr, Expr, Ordering, RelationExpr, TableStatement } from './public-expressions'
import type { DynamicQuery, Query } from './public-query'

declare const PHANTOM: unique symbol
declare const META: unique symbol

// ------------------------------------------------------------------ registry
declare global {
  /** class name -> class. The page fills this in from the names in the models cell. */
  interface Models {}
}
export type ModelName = [keyof Models] extends [never] ? string : keyof Models & string

// ------------------------------------------------------------------ columns
export interface SqlType<T> {
  readonly kind: 'type'
  readonly name: string
  readonly [PHANTOM]?: T
}
export interface ColumnOptions<PK = boolean, N = boolean, D = unknown, FK = string, SD = unknown> {
  /** The primary key. SQLite fills it in on flush. */
  primaryKey?: PK
  /** `false` adds NOT NULL, and the attribute type loses `| null`. Default: `true`. */
  nullable?: N
  /** A value, or a function that is called on flush when the attribute was never set. */
  default?: D
  unique?: boolean
  index?: boolean
  /** The column name in SQL, when it is not the snake_case form of the attribute. */
  name?: string
  /** What `db.ForeignKey('table.column')` sets. */
  foreignKey?: FK
  /** The DEFAULT clause of the database: a text is quoted, `db.text('...')` is SQL. */
  serverDefault?: SD
  /** A value or function for every UPDATE of the row. */
  onupdate?: unknown
  autoincrement?: boolean | 'auto'
  comment?: string
}
/** A ForeignKey is a small ColumnOptions: one parameter type, so typos still get "Did you mean" (a union would not). */
export interface ForeignKey<R extends string = string> {
  foreignKey: R
}
/** T: value type.  R: must be given to the constructor.  FK: `table.column` or never.  PK/DEF: for Kysely. */
export interface Column<T, R = boolean, FK = string, G = boolean> {
  readonly kind: 'column'
  readonly [PHANTOM]?: [T, R, FK, G]
}

// ------------------------------------------------------------------ relationships
export type Lazy = 'select' | 'joined' | 'subquery' | 'selectin' | 'dynamic' | 'raise' | 'noload' | 'immediate'
export interface Association<N extends string = string> {
  readonly table: N
}
export interface Backref<B extends string = string, L = Lazy, U = boolean> {
  readonly name: B
  readonly [PHANTOM]?: [L, U]
}
export interface RelationshipOptions<L, U, B, BL, BU, SEC, RS> {
  /** Also adds this attribute to the other model. */
  backref?: B | Backref<B & string, BL, BU>
  /** The name of the matching relationship on the other model (both sides written out). */
  backPopulates?: string
  /** When related rows are loaded. `'dynamic'` gives a query instead of a list. */
  lazy?: L | Lazy
  /** `false`: one object instead of a list (one-to-one). */
  uselist?: U
  /** `'username'`, `'User.username.desc()'` or a function: `() => User.username.desc()`. */
  orderBy?: string | (() => Ordering | Ordering[])
  /** The association table of a many-to-many relationship. */
  secondary?: SEC
  /** Self-referential only: the column on the "one" side; makes this the many-to-one side. */
  remoteSide?: RS
  /**
   * The join condition, where foreign keys alone do not tell it: `'Address.id == Customer.billingId'`. A function,
   * `() => Address.id.eq(Customer.billingId)`, needs models whose types do not depend on this one.
   */
  primaryjoin?: string | (() => BoolExpr)
  secondaryjoin?: string | (() => BoolExpr)
  /** Which columns are the foreign keys, when there are several: `['billingId']`. */
  foreignKeys?: string | string[] | (() => ColumnExpr<any> | ColumnExpr<any>[])
  /** `'save-update, merge'` (the default), `'all, delete-orphan'`, ... */
  cascade?: string | false
  passiveDeletes?: boolean | 'all'
  viewonly?: boolean
  postUpdate?: boolean
  innerjoin?: boolean
  overlaps?: string
}
export interface Relationship<F, L = any, U = any, B = any, BL = any, BU = any, SEC = any, RS = any> {
  readonly kind: 'relationship'
  readonly [PHANTOM]?: [F, L, U, B, BL, BU, SEC, RS]
}
/** What relationship() accepts. A conditional *parameter* type, so F itself has no constraint: see rule 1. */
export type RelTarget<F> = F extends string
  ? ModelName
  : F extends abstract new (
        ...a: any
      ) => any
    ? NameOrThunkExpected
    : F extends Function
      ? F
      : NameOrThunkExpected
interface NameOrThunkExpected {
  readonly "write 'User' or () => User": never
}
/** Loose on purpose: see rule 2. */
export interface Field {
  readonly kind: 'column' | 'relationship'
}
/** Attribute names the static side needs for itself (SQLAlchemy reserves `query` and `metadata` too). */
interface Reserved {
  query?: never
  prototype?: never
  metadata?: never
}
export type Schema = { [attribute: string]: Field } & Reserved

// ------------------------------------------------------------------ opening a target (only ever on demand)
export type ClassOf<F> = F extends keyof Models ? Models[F] : F extends () => infer C ? C : never
type Unknown_<F> = F extends string ? ModelBase & Record<string, any> : never
type Target<F> =
  ClassOf<F> extends infer C
    ? [C] extends [never]
      ? Unknown_<F>
      : C extends abstract new (
            ...a: any
          ) => infer I
        ? I
        : never
    : never
export type TableOf<C> = C extends { readonly __tablename__: infer N } ? N : never
export type SchemaOf<C> = C extends { readonly __schema__: infer S } ? S : never
/** 'one' when a foreign key to table T exists on S and all of them are NOT NULL, 'maybe' when nullable, never otherwise */
type FkTo<S, T> = {
  [K in keyof S]: S[K] extends Column<infer V, any, infer R, any>
    ? [R] extends [never]
      ? never
      : R extends `${T & string}.${string}`
        ? null extends V
          ? 'maybe'
          : 'one'
        : never
    : never
}[keyof S]
/** What kind of attribute is it?  uselist wins, then secondary, then: a foreign key on *this* side = many-to-one. */
type Kind<N, S, R> =
  R extends Relationship<infer F, infer L, infer U, any, any, any, infer SEC, infer RS>
    ? [U] extends [false]
      ? 'maybe'
      : L extends 'dynamic'
        ? 'dynamic'
        : [U] extends [true]
          ? 'list'
          : [SEC] extends [never]
            ? TableOf<ClassOf<F>> extends N
              ? [RS] extends [never]
                ? 'list'
                : 'maybe'
              : [FkTo<S, TableOf<ClassOf<F>>>] extends [never]
                ? 'list'
                : 'maybe' extends FkTo<S, TableOf<ClassOf<F>>>
                  ? 'maybe'
                  : 'one'
            : 'list'
    : never

/** The list behind a to-many relationship: `append` also sets the other side. */
export interface RelationList<T> extends Array<T> {
  append(item: T): void
  remove(item: T): void
  insert(index: number, item: T): void
  extend(items: Iterable<T>): void
  clear(): void
}

type Attr<K, T> = K extends 'dynamic' ? DynamicQuery<T> : K extends 'list' ? RelationList<T> : K extends 'one' ? T : T | null
type Value<N, S, C> =
  C extends Column<infer T, any, any, any> ? T : C extends Relationship<infer F> ? Attr<Kind<N, S, C>, Target<F>> : never

// ------------------------------------------------------------------ backrefs, computed from the registry
/** a backref is scalar when the forward side is one-to-many (or one-to-one), else a list */
type BackKind<N, S, T, BL, BU, SEC, RS> = [BU] extends [false]
  ? 'maybe'
  : BL extends 'dynamic'
    ? 'dynamic'
    : [BU] extends [true]
      ? 'list'
      : [SEC] extends [never]
        ? N extends T
          ? [RS] extends [never]
            ? 'maybe'
            : 'list'
          : [FkTo<S, T>] extends [never]
            ? 'maybe'
            : 'list'
        : 'list'
/** every backref that class M creates elsewhere, as a union of `table:kind:name`: computed once per class, filtered per table */
type BackrefsFrom<M> = M extends { readonly __tablename__: infer N; readonly __schema__: infer S }
  ? {
      [K in keyof S]: S[K] extends Relationship<infer F, any, any, infer B, infer BL, infer BU, infer SEC, infer RS>
        ? [B] extends [never]
          ? never
          : TableOf<ClassOf<F>> extends infer T
            ? `${T & string}:${BackKind<N, S, T, BL, BU, SEC, RS>}:${B & string}`
            : never
        : never
    }[keyof S]
  : never
type BackNames<M, N, KIND extends string> =
  BackrefsFrom<M> extends infer X ? (X extends `${N & string}:${KIND}:${infer B}` ? B : never) : never
type InstOf<M> = M extends abstract new (...a: any) => infer I ? I : never
type Backs<N> = { [M in keyof Models as BackNames<Models[M], N, 'maybe'>]: InstOf<Models[M]> | null } & {
  [M in keyof Models as BackNames<Models[M], N, 'list'>]: RelationList<InstOf<Models[M]>>
} & { [M in keyof Models as BackNames<Models[M], N, 'dynamic'>]: DynamicQuery<InstOf<Models[M]>> }
type BackKwargs<N> = { [M in keyof Models as BackNames<Models[M], N, 'maybe'>]?: InstOf<Models[M]> | null } & {
  [M in keyof Models as BackNames<Models[M], N, 'list' | 'dynamic'>]?: InstOf<Models[M]>[]
}
type Self<N, Fallback> = [
  { [M in keyof Models]: TableOf<Models[M]> extends N ? InstOf<Models[M]> : never }[keyof Models],
] extends [infer I]
  ? [I] extends [never]
    ? Fallback
    : I
  : never

// ------------------------------------------------------------------ instance side
export interface ModelBase<N = any, S = any> {
  readonly [META]?: [N, S]
}
type Row<N, S> = { [K in keyof S]: Value<N, S, S[K]> }
export type Instance<N, S> = Row<N, S> & Backs<N> & ModelBase<N, S>

type RequiredKeys<S> = {
  [K in keyof S]: S[K] extends Column<any, infer R, any, any> ? (R extends true ? K : never) : never
}[keyof S]
type Settable<N, S, C> =
  C extends Relationship<infer F> ? (Kind<N, S, C> extends 'list' | 'dynamic' ? Target<F>[] : Value<N, S, C>) : Value<N, S, C>
/** Flat<> prints as one object literal in hovers and errors instead of `Kwargs<"users", { id: Column<...> ...` */
type Flat<T> = { [K in keyof T]: T[K] } & {}
export type Kwargs<N, S> = Flat<
  { [K in keyof S as K extends RequiredKeys<S> ? K : never]: Value<N, S, S[K]> } & {
    [K in keyof S as K extends RequiredKeys<S> ? never : K]?: Settable<N, S, S[K]>
  } & BackKwargs<N>
>
type ToOne<N, S, C> = C extends Relationship<any> ? (Kind<N, S, C> extends 'list' | 'dynamic' ? false : true) : true
export type FilterBy<T> = T extends { readonly [META]?: [infer N, infer S] }
  ? Flat<
      { [K in keyof S as ToOne<N, S, S[K]> extends true ? K : never]?: Value<N, S, S[K]> } & {
        [M in keyof Models as BackNames<Models[M], N, 'maybe'>]?: InstOf<Models[M]> | null
      }
    >
  : never

// ------------------------------------------------------------------ static side
type Statics<S> = string extends keyof S
  ? {}
  : {
      readonly [K in keyof S]: S[K] extends Column<infer T, any, any, any>
        ? Expr<T>
        : S[K] extends Relationship<infer F>
          ? RelationExpr<Target<F>>
          : never
    }
type New<N, S> = [RequiredKeys<S>] extends [never]
  ? { new (values?: Kwargs<N, S>): Instance<N, S> }
  : { new (values: Kwargs<N, S>): Instance<N, S> }
interface ModelStatics<N, S> {
  readonly __table__: TableHandle<N & string>
  readonly __tablename__: N
  readonly __schema__: S
  /** `User.query.all()`, as in Flask-SQLAlchemy. */
  readonly query: Query<Self<N, Instance<N, S>>>
}
export type ModelClass<N, S> = New<N, S> & ModelStatics<N, S> & Statics<S>

// ------------------------------------------------------------------ Kysely's view of a table (column names, not attributes)
export type Snake<K extends string> = K extends `${infer H}${infer R}`
  ? `${H extends Lowercase<H> ? H : `_${Lowercase<H>}`}${Snake<R>}`
  : K
export type KyselyTable<S> = {
  [K in keyof S as S[K] extends Column<any, any, any, any> ? Snake<K & string> : never]: S[K] extends Column<
    infer T,
    any,
    any,
    infer G
  >
    ? G extends true
      ? Generated<T>
      : T
    : never
}

export interface TableHandle<N extends string = string> extends Association<N> {
  readonly name: N
  /** Columns as expressions, by attribute name. */
  readonly c: Record<string, ColumnExpr<any>>
  insert(): TableStatement
  update(): TableStatement
  delete(): TableStatement
  create(options?: { checkfirst?: boolean }): void
  drop(): void
}
