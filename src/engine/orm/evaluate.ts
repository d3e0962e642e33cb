import { invalidRequest, type Node } from '../schema'
import { missingColumn } from './column-attribute'
import type { Mapper } from './mapper'
import { EXPIRED, type InstanceState } from './state'

type Value = (s: InstanceState) => unknown
/** An expired object: whether it matches cannot be told, so it counts as no match (its values are read anew later). */
const unknown = Symbol('unknown')

/**
 * A filter as a test of objects in memory, with SQL's three-valued logic.
 * @throws TermError InvalidRequestError for what cannot be evaluated in memory, such as functions (query/157)
 */
export function evaluator(where: readonly Node[], mapper: Mapper): (s: InstanceState) => boolean {
  const tests = where.map((n) => compile(n, mapper))
  return (s) => tests.every((t) => t(s) === true)
}

/** What an expression gives for an object in memory; where that cannot be told, the attribute is to be read anew. */
export function valueInMemory(node: Node, mapper: Mapper): Value {
  try {
    const value = compile(node, mapper)
    return (s) => {
      const found = value(s)
      return found === unknown ? EXPIRED : found
    }
  } catch {
    return () => EXPIRED
  }
}

function compile(node: Node, mapper: Mapper): Value {
  switch (node.k) {
    case 'column': {
      const attribute = node.column ? mapper.byColumn.get(node.column) : undefined
      if (!attribute) throw cannot('Cannot evaluate criteria against alternate class')
      const { index } = attribute
      return (s) =>
        s.row[index] === EXPIRED ? unknown : s.row[index] === undefined ? missingColumn(s, index) : comparable(s.row[index])
    }
    case 'bind':
      return () => comparable(node.late ? node.late() : node.value)
    case 'null':
      return () => null
    case 'true':
      return () => true
    case 'false':
      return () => false
    case 'binary': {
      const [a, b] = [compile(node.left, mapper), compile(node.right, mapper)]
      const op = operators[node.op]
      if (!op) throw cannot(`Cannot evaluate expression type with operator ${node.op}`)
      return (s) => {
        const [x, y] = [a(s), b(s)]
        if (x === unknown || y === unknown) return unknown
        if (node.op === 'IS') return x === y
        if (node.op === 'IS NOT') return x !== y
        return x === null || y === null ? null : op(x as number, y as number)
      }
    }
    case 'list': {
      const items = node.items.map((n) => compile(n, mapper))
      const decisive = node.op === 'OR'
      return (s) => {
        let result: unknown = !decisive
        for (const item of items) {
          const v = item(s)
          if (v === unknown) return unknown
          if (v === null) result = null
          else if (Boolean(v) === decisive) return decisive
        }
        return result
      }
    }
    case 'unary': {
      if (node.op !== 'NOT') throw cannot('Cannot evaluate UnaryExpression')
      const item = compile(node.operand, mapper)
      return (s) => {
        const v = item(s)
        return v === null || v === unknown ? v : !v
      }
    }
    case 'in': {
      if (!Array.isArray(node.right)) throw cannot('Cannot evaluate Select')
      const [left, list] = [compile(node.left, mapper), node.right.map((n) => compile(n, mapper))]
      return (s) => {
        const v = left(s)
        return v === null || v === unknown ? v : list.some((x) => x(s) === v) !== node.not
      }
    }
    case 'function':
      throw cannot('Cannot evaluate Function')
    default:
      throw cannot(`Cannot evaluate ${node.k}`)
  }
}

const comparable = (v: unknown): unknown => (v instanceof Date ? v.getTime() : v === undefined ? null : v)

const operators: Record<string, (a: number, b: number) => unknown> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '||': (a, b) => `${a}${b}`,
  IS: () => null,
  'IS NOT': () => null,
}

const cannot = (what: string) =>
  invalidRequest(
    `Could not evaluate current criteria in Python: "${what}". Specify 'fetch' or False for the synchronize_session execution option.`,
    'Add { synchronizeSession: false }: objects in memory then keep their old values until they are refreshed.',
  )
