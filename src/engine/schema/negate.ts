import { type BinaryNode, binary, type Node } from './nodes'
import { BooleanType } from './types'

const opposite: Record<string, string> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
  IS: 'IS NOT',
  'IS NOT': 'IS',
}

/** A bare boolean column as a condition is `paid = 1` on SQLite, its opposite `paid = 0` (query/017). */
export const truth = (column: Node, is: boolean): BinaryNode => ({
  ...binary('=', column, { k: is ? 'true' : 'false' }, BooleanType),
  truth: true,
})

/** The opposite of a condition. */
export function negate(node: Node): Node {
  const wrapped: Node = { k: 'unary', op: 'NOT', operand: node, type: BooleanType }
  switch (node.k) {
    case 'binary':
      if (node.truth) return truth(node.left, node.right.k === 'false')
      return opposite[node.op] ? { ...node, op: opposite[node.op]! } : wrapped
    case 'like':
      return { ...node, op: node.op === 'LIKE' ? 'NOT LIKE' : 'LIKE' }
    case 'in':
    case 'between':
    case 'exists':
      return { ...node, not: !node.not }
    case 'list':
      return node.negation ?? wrapped
    case 'column':
      return node.type?.affinity === 'boolean' ? truth(node, false) : wrapped
    case 'true':
      return { k: 'false' }
    case 'false':
      return { k: 'true' }
    case 'unary':
      return node.op === 'NOT' ? node.operand : wrapped
    default:
      return wrapped
  }
}
