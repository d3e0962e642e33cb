import { argumentError, typeError } from './errors'
import { negate, truth } from './negate'
import { binary, bind, booleanList, type Node, type SelectLike, typeOf } from './nodes'
import { BooleanType, type SqlType, Text, typeOfValue } from './types'

/** What text matching can be told: an escape character, or to escape `%` and `_` of the text itself. */
export interface MatchOptions {
  escape?: string
  autoescape?: boolean
}

/** Anything with `asSelect()` can stand where a SELECT is expected: Query, select(), aliases. */
export interface Selectable {
  asSelect(): SelectLike
}

export const isSelectable = (x: unknown): x is Selectable =>
  typeof x === 'object' && x !== null && typeof (x as Selectable).asSelect === 'function'

/** How expressions become text; set by compile.ts, which needs this module. */
export const rendering: { text: (node: Node) => string } = { text: () => '' }

/** An SQL expression with SQLAlchemy's operators as methods. Immutable; building one never runs SQL. */
export class Expression {
  constructor(readonly node: Node) {}

  get type(): SqlType | null {
    return typeOf(this.node)
  }

  eq(other: unknown): Expression {
    return this.compare('=', other)
  }
  ne(other: unknown): Expression {
    return this.compare('!=', other)
  }
  lt(other: unknown): Expression {
    return this.compare('<', other)
  }
  le(other: unknown): Expression {
    return this.compare('<=', other)
  }
  gt(other: unknown): Expression {
    return this.compare('>', other)
  }
  ge(other: unknown): Expression {
    return this.compare('>=', other)
  }
  is(other: unknown): Expression {
    return new Expression(binary('IS', this.node, this.operand(other, true), BooleanType))
  }
  isNot(other: unknown): Expression {
    return new Expression(binary('IS NOT', this.node, this.operand(other, true), BooleanType))
  }
  isNull(): Expression {
    return this.is(null)
  }
  isNotNull(): Expression {
    return this.isNot(null)
  }
  /** @throws TermError ArgumentError unless given a list or a query (query/012) */
  in(values: unknown): Expression {
    return new Expression({ k: 'in', left: this.node, right: this.inList(values), not: false })
  }
  notIn(values: unknown): Expression {
    return new Expression({ k: 'in', left: this.node, right: this.inList(values), not: true })
  }
  between(low: unknown, high: unknown): Expression {
    return new Expression({ k: 'between', operand: this.node, low: this.operand(low), high: this.operand(high), not: false })
  }
  like(pattern: unknown, options: MatchOptions = {}): Expression {
    return this.match(this.pattern(pattern), false, options)
  }
  notLike(pattern: unknown, options: MatchOptions = {}): Expression {
    return this.like(pattern, options).not()
  }
  ilike(pattern: unknown, options: MatchOptions = {}): Expression {
    return this.match(this.pattern(pattern), true, options)
  }
  notIlike(pattern: unknown, options: MatchOptions = {}): Expression {
    return this.ilike(pattern, options).not()
  }
  startsWith(text: unknown, options: MatchOptions = {}): Expression {
    return this.affix('', text, '%', options)
  }
  endsWith(text: unknown, options: MatchOptions = {}): Expression {
    return this.affix('%', text, '', options)
  }
  contains(text: unknown, options: MatchOptions = {}): Expression {
    return this.affix('%', text, '%', options)
  }

  asc(): Expression {
    return this.ordered('ASC')
  }
  desc(): Expression {
    return this.ordered('DESC')
  }
  nullsFirst(): Expression {
    return this.ordered(this.node.k === 'order' ? this.node.direction : null, 'FIRST')
  }
  nullsLast(): Expression {
    return this.ordered(this.node.k === 'order' ? this.node.direction : null, 'LAST')
  }

  label(name: string): Expression {
    return new Expression({ k: 'label', name, element: this.node })
  }
  cast(type: SqlType): Expression {
    return new Expression({ k: 'cast', operand: this.node, type: typeof type === 'function' ? (type as () => SqlType)() : type })
  }
  collate(collation: string): Expression {
    return new Expression({ k: 'collate', operand: this.node, collation, type: this.type })
  }
  distinct(): Expression {
    return new Expression({ k: 'unary', op: 'DISTINCT', operand: this.node, type: this.type })
  }
  add(other: unknown): Expression {
    return this.arithmetic(this.type?.affinity === 'text' ? '||' : '+', other)
  }
  sub(other: unknown): Expression {
    return this.arithmetic('-', other)
  }
  mul(other: unknown): Expression {
    return this.arithmetic('*', other)
  }
  div(other: unknown): Expression {
    return this.arithmetic('/', other)
  }
  mod(other: unknown): Expression {
    return this.arithmetic('%', other)
  }
  concat(other: unknown): Expression {
    return this.arithmetic('||', other)
  }
  neg(): Expression {
    return new Expression({ k: 'unary', op: '-', operand: this.node, type: this.type })
  }
  /** Any operator of the database: `User.name.op('GLOB')('s*')`. */
  op(name: string): (other: unknown) => Expression {
    return (other) => new Expression(binary(name, this.node, this.operand(other), this.type))
  }

  and(...others: unknown[]): Expression {
    return new Expression(booleanList('AND', [criterion(this), ...others.map(criterion)]))
  }
  or(...others: unknown[]): Expression {
    return new Expression(booleanList('OR', [criterion(this), ...others.map(criterion)]))
  }
  /** Flips the operator where there is an opposite, else wraps in NOT (query/002). */
  not(): Expression {
    return new Expression(negate(this.node))
  }

  toString(): string {
    return rendering.text(this.node)
  }
  /** `User.id < 5` and `User.name == 'x'` compare JavaScript objects: that is always a mistake. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString()
    throw typeError(
      'Boolean value of this clause is not defined',
      'JavaScript operators cannot build SQL. Use the methods: User.username.eq(...), .lt(...), db.and(a, b).',
    )
  }

  protected compare(op: string, other: unknown): Expression {
    if (other === null || other === undefined || (other instanceof Expression && other.node.k === 'null')) {
      if (op === '=') return this.is(null)
      if (op === '!=') return this.isNot(null)
      throw onlyEquality()
    }
    return new Expression(binary(op, this.node, this.operand(other, true), BooleanType))
  }

  /** A value becomes a parameter of this expression's type. `constants`: true, false and null are written into the SQL. */
  protected operand(value: unknown, constants = false): Node {
    if (constants && (value === null || value === undefined)) return { k: 'null' }
    if (constants && typeof value === 'boolean' && (this.type === null || this.type.affinity === 'boolean'))
      return { k: value ? 'true' : 'false' }
    const node = toNode(value, comparedAs(value, this.type))
    return node.k === 'bind' && this.node.k === 'column' ? { ...node, hint: this.node.name } : node
  }

  private inList(values: unknown): Node[] | SelectLike {
    if (isSelectable(values)) return values.asSelect()
    if (values instanceof Expression && values.node.k === 'scalar') return values.node.select
    if (values instanceof Set) return this.inList([...values])
    if (!Array.isArray(values)) {
      const shown = typeof values === 'string' ? `'${values}'` : String(values)
      throw argumentError(
        `IN expression list, SELECT construct, or bound parameter object expected, got ${shown}.`,
        'Give a list: .in([1, 2]).',
      )
    }
    const object = values.find(isMapped)
    if (object) throw argumentError(`Object ${String(object)} is not legal as a SQL literal value`, keyInstead)
    return values.map((v) =>
      this.node.k === 'tuple' && Array.isArray(v)
        ? tupleOf(v, this.node.items)
        : v === null
          ? { k: 'null' }
          : toNode(v, this.type),
    )
  }

  private pattern(given: unknown): Node {
    if (given === null || given === undefined) throw onlyEquality()
    return this.operand(given)
  }
  private match(right: Node, insensitive: boolean, options: MatchOptions): Expression {
    return new Expression({
      k: 'like',
      left: this.node,
      right,
      op: 'LIKE',
      insensitive,
      escape: options.escape ?? (options.autoescape ? '/' : null),
    })
  }

  private affix(before: string, text: unknown, after: string, options: MatchOptions): Expression {
    if (text === null || text === undefined) throw onlyEquality()
    const escape = options.escape ?? (options.autoescape ? '/' : null)
    let value = text
    if (options.autoescape && typeof text === 'string')
      value = text.replace(/[%_]|\//g, (c) => (c === '/' && escape !== '/' ? c : escape + c))
    let right = toNode(value, Text)
    if (before) right = binary('||', { k: 'raw', parts: [`'${before}'`], args: [], type: Text }, right, Text)
    if (after) right = binary('||', right, { k: 'raw', parts: [`'${after}'`], args: [], type: Text }, Text)
    return this.match(right, false, { escape: escape ?? undefined })
  }

  private arithmetic(op: string, other: unknown): Expression {
    return new Expression(
      binary(op, this.node, this.operand(other), this.type ?? (other instanceof Expression ? other.type : typeOfValue(other))),
    )
  }

  private ordered(direction: 'ASC' | 'DESC' | null, nulls: 'FIRST' | 'LAST' | null = null): Expression {
    const element = this.node.k === 'order' ? this.node.element : this.node
    return new Expression({ k: 'order', element, direction, nulls })
  }
}

const tupleOf = (values: unknown[], items: Node[]): Node => ({
  k: 'tuple',
  items: values.map((v, i) => toNode(v, items[i] ? typeOf(items[i]) : null)),
})

/** The node of an expression, a scalar subquery for a SELECT, or a parameter for a value. */
export function toNode(value: unknown, type: SqlType | null = null): Node {
  if (value instanceof Expression) return value.node
  if (isSelectable(value)) return { k: 'scalar', select: value.asSelect(), type }
  if (value === undefined) return bind(null, type)
  if (isMapped(value))
    throw argumentError(
      `SQL expression element or literal value expected, got ${typeof value === 'function' ? `<class '${value.name}'>` : String(value)}.`,
      keyInstead,
    )
  return bind(value, coerced(value, type))
}

const isMapped = (value: unknown): value is object =>
  typeof value === 'function'
    ? '__mapper__' in value
    : typeof value === 'object' && value !== null && '__mapper__' in ((value as { constructor?: object }).constructor ?? {})
const keyInstead = 'Compare a column with a value: .eq(role.id). An object is compared with a relationship: User.role.eq(role).'

const onlyEquality = () =>
  argumentError(
    "Only '=', '!=', 'is_()', 'is_not()', 'is_distinct_from()', 'is_not_distinct_from()' operators can be used with None/True/False",
    'Compare with a value, or use .isNull().',
  )

/** A comparison sends a value of another kind as what it is: text that stands for a day, a number for a boolean. */
function comparedAs(value: unknown, type: SqlType | null): SqlType | null {
  const other =
    type?.affinity === 'boolean'
      ? typeof value !== 'boolean'
      : type?.affinity === 'date' && typeof value === 'string' && type.name !== 'Time'
  return other ? (typeOfValue(value) ?? type) : type
}

/** The type under which a value is sent: the other side's, unless the value plainly is of another kind. */
function coerced(value: unknown, type: SqlType | null): SqlType | null {
  if (type === null) return typeOfValue(value)
  if (type.affinity === 'integer' && typeof value === 'number' && !Number.isInteger(value)) return typeOfValue(value)
  return type
}

/**
 * What filter() and join() accept as a condition.
 * @throws TermError ArgumentError for strings (query/008) and other values
 */
export function criterion(given: unknown): Node {
  if (given instanceof Expression) return asCondition(given.node)
  if (given === true) return constant('1 = 1')
  if (given === false) return constant('0 = 1')
  if (typeof given === 'string') {
    throw argumentError(
      `Textual SQL expression '${given}' should be explicitly declared as text('${given}')`,
      "Write a condition such as User.username.eq('john'), or db.text('...') for SQL of your own.",
    )
  }
  throw argumentError(
    `SQL expression for WHERE/HAVING role expected, got ${given === null || given === undefined ? 'None' : typeof given === 'object' ? `<${given.constructor?.name ?? 'object'}>` : String(given)}.`,
    "A condition is made by a column's method: User.username.eq('john').",
  )
}

const constant = (sql: string): Node => ({ k: 'raw', parts: [sql], args: [], type: BooleanType })

function asCondition(node: Node): Node {
  if (node.k === 'column' && node.type?.affinity === 'boolean') return truth(node, true)
  if (node.k === 'true') return constant('1 = 1')
  if (node.k === 'false') return constant('0 = 1')
  return node
}

/** What orderBy() and groupBy() accept: expressions, or the name of a column or label (query/030). */
export function orderable(given: unknown): Expression {
  if (given instanceof Expression) return given
  if (typeof given === 'string') return new Expression({ k: 'labelRef', name: given })
  throw argumentError(
    `SQL expression for ORDER BY / GROUP BY expected, got ${String(given)}.`,
    'Give a column: orderBy(User.username).',
  )
}

/** Stands for a parameter of text() that nobody gave yet. */
export const missing = Symbol('no value')
