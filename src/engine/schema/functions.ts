import { argumentError } from './errors'
import { criterion, Expression, missing, orderable, toNode } from './expression'
import { snakeCase } from './naming'
import { negate } from './negate'
import { type BindNode, bind, booleanList, type Node, typeOf } from './nodes'
import { Integer, isType, type SqlType, typeOfValue } from './types'

/** `db.and(a, b)`. */
export const and = (...conditions: unknown[]) => new Expression(booleanList('AND', conditions.map(criterion)))

/** `db.or(a, b)`. */
export const or = (...conditions: unknown[]) => new Expression(booleanList('OR', conditions.map(criterion)))

/** `db.not(a)`. */
export const not = (condition: unknown) =>
  new Expression(negate(condition instanceof Expression ? condition.node : criterion(condition)))

export const nullValue = () => new Expression({ k: 'null' })

export const trueValue = () => new Expression({ k: 'true' })

export const falseValue = () => new Expression({ k: 'false' })

/** A parameter: `db.literal(5)`. */
export const literal = (value: unknown, type?: SqlType) => new Expression(bind(value, type ?? typeOfValue(value)))

/** SQL text that stands for a column. */
export const literalColumn = (sql: string, type: SqlType | null = null) =>
  new Expression({ k: 'raw', parts: [sql], args: [], type })
export const cast = (value: unknown, type: SqlType) => new Expression(toNode(value)).cast(type)

export const distinct = (expression: Expression) => expression.distinct()

export const asc = (of: unknown) => orderable(of).asc()

export const desc = (of: unknown) => orderable(of).desc()

export const tuple = (...items: unknown[]) => new Expression({ k: 'tuple', items: items.map((i) => toNode(i)) })

/** `db.case([[condition, value], ...], { else: value })`. */
export function caseOf(whens: readonly [unknown, unknown][], options: { else?: unknown } = {}): Expression {
  const type = whens.map(([, v]) => (v instanceof Expression ? v.type : typeOfValue(v))).find(Boolean) ?? null
  return new Expression({
    k: 'case',
    whens: whens.map(([c, v]) => [criterion(c), toNode(v, type)]),
    else: options.else === undefined ? null : toNode(options.else, type),
    type,
  })
}

/** `db.text('x > :low')`: SQL of the learner's own; `:name` are parameters, given by params() or execute(). */
export function text(sql: string, values: Record<string, unknown> = {}): Expression {
  const parts: string[] = []
  const args: BindNode[] = []
  const pattern = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\\:|::|(?<![:\w]):([A-Za-z_]\w*)/g
  let from = 0
  let part = ''
  for (const m of sql.matchAll(pattern)) {
    part += sql.slice(from, m.index)
    from = m.index + m[0].length
    if (m[1] === undefined) part += m[0].replaceAll('\\:', ':')
    else {
      parts.push(part)
      part = ''
      args.push({ k: 'bind', value: m[1] in values ? values[m[1]] : missing, type: null, name: m[1] })
    }
  }
  parts.push(part + sql.slice(from))
  return new Expression({ k: 'raw', parts, args, type: null, names: args.map((a) => a.name!) })
}

/** The class of `db.func`. */
class Functions {}

/** `db.func.count(User.id)`: any function of the database. */
export const func = new Proxy(new Functions() as Record<string, (...args: unknown[]) => Expression>, {
  get: (_, name) => (typeof name === 'string' ? (...args: unknown[]) => functionOf(name, args) : undefined),
})

const noParens = new Set(['current_timestamp', 'current_date', 'current_time'])

const numbers = new Set(['count', 'length', 'char_length', 'sum', 'row_number', 'rank', 'instr'])

const firstArgument = new Set([
  'max',
  'min',
  'sum',
  'coalesce',
  'lower',
  'upper',
  'trim',
  'ltrim',
  'rtrim',
  'replace',
  'substr',
  'abs',
  'ifnull',
  'nullif',
])

function functionOf(called: string, args: unknown[]): Expression {
  const name = snakeCase(called)
  if (name === 'now') return new Expression({ k: 'raw', parts: ['CURRENT_TIMESTAMP'], args: [], type: null })
  if (noParens.has(name)) return new Expression({ k: 'raw', parts: [name.toUpperCase()], args: [], type: null })
  if (args.length === 1 && isType(args[0])) throw argumentError(`func.${name}() takes expressions, not types`, null)
  const nodes = args.map((a): Node => (a === null ? { k: 'null' } : toNode(a)))
  if (name === 'count' && nodes.length === 0) nodes.push({ k: 'star' })
  const first = nodes[0]
  const type =
    name === 'count' || (numbers.has(name) && name !== 'sum') ? Integer : firstArgument.has(name) && first ? typeOf(first) : null
  return new Expression({ k: 'function', name, args: nodes, distinct: false, type })
}
