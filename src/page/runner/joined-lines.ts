import type { Node } from 'acorn'

/** Two lines that were meant as two statements, and that JavaScript reads as one. */
export class JoinedLines extends Error {
  constructor(
    /** Where the second one begins; both count from 1. */
    readonly line: number,
    readonly column: number,
    readonly opener: string,
    /** Where the first one ends. */
    readonly before: number,
  ) {
    super(`line ${line} goes on with line ${before}`)
  }
}

interface Tree extends Node {
  [field: string]: unknown
}

/**
 * Refuses an expression that goes on, with a bracket or a template, on a line that begins as far left as its statement does:
 * somebody who leaves out semicolons meant a statement of its own, and what happens instead is hard to understand.
 * @param statement the statement that the node is in
 * @throws JoinedLines
 */
export function refuseJoined(node: Tree, statement: Tree, code: string): void {
  const left = leftOf(node)
  if (left === null) return
  const [gap = ''] = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*/.exec(code.slice(left.end)) ?? []
  const opener = code[left.end + gap.length]
  if (!gap.includes('\n') || !opener || !'[(`'.includes(opener)) return
  const at = left.end + gap.length
  const column = at - code.lastIndexOf('\n', at - 1)
  const indent = /^\s*/.exec(code.slice(code.lastIndexOf('\n', statement.start - 1) + 1))![0].length
  if (column > indent + 1) return
  const before = left.loc!.end.line
  throw new JoinedLines(before + gap.split('\n').length - 1, column, opener, before)
}

/** What stands before the bracket or the template of such an expression. */
function leftOf(node: Tree): Tree | null {
  if (node.type === 'MemberExpression' && node.computed) return node.object as Tree
  if (node.type === 'CallExpression') return node.callee as Tree
  return node.type === 'TaggedTemplateExpression' ? (node.tag as Tree) : null
}
