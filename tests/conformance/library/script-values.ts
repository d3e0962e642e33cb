export type Bag = Record<string, unknown>
export const isBag = (v: unknown): v is Bag => (typeof v === 'object' && v !== null) || typeof v === 'function'
export const isExpression = (v: unknown): v is Bag & Record<string, (...args: unknown[]) => unknown> =>
  isBag(v) && typeof v.eq === 'function'
export const isQuery = (
  v: unknown,
): v is Bag & { all(): unknown[]; slice(a: number, b?: number): { all(): unknown[] }; at(i: number): unknown } =>
  isBag(v) && typeof v.all === 'function' && typeof v.slice === 'function' && !Array.isArray(v)

/** A row of a result: a list with names. */
export const isRow = (v: unknown): v is { _mapping: Record<string, unknown> } => Array.isArray(v) && isBag(v) && '_mapping' in v

/** A method of one of our objects, on its way to being called with Python's arguments. */
export class BoundMethod {
  constructor(
    readonly object: Bag,
    readonly python: string,
    readonly name: string,
  ) {}
}

/** `User.role.of_type(Alias)`: a join along the relationship to that alias. */
export class OfType {
  constructor(
    readonly relationship: unknown,
    readonly alias: unknown,
  ) {}
}

/** `column.default` as SQLAlchemy wraps it. */
export class Default {
  constructor(readonly arg: unknown) {}
}

/** A symbol of SQLAlchemy's, such as a relationship's direction. */
export class Named {
  constructor(readonly name: string) {}
}

export const defaultOf = (value: unknown) => (value === undefined ? null : new Default(value))

/** Stands for `db.session.no_autoflush`. */
export const noAutoflush = Symbol('no_autoflush')
export const isClass = (f: unknown) => typeof f === 'function' && /^class\b/.test(Function.prototype.toString.call(f))
/** A date as Python's str() shows it. */
export const dateText = (d: Date) =>
  d
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$/, '')
    .replace(/Z$/, '000')
