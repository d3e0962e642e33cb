import { type Node, type Options, parse } from 'acorn'
import { refuseJoined } from './joined-lines'

/**
 * Notes for the lab in JavaScript that sucrase made, on the lines where they belong, so that no line moves:
 * - `$at.p=$f+7;` before each statement: where we are;
 * - `$value(7,9,(…))` around each top-level expression: its value, with its first and last line;
 * - `if(--$at.n<0)$tick();` at the start of each loop's body: a chance to notice the time limit;
 * - `static{db.register(this)}` in each `class … extends db.Model(…)`;
 * - `$share({…})` at the top: the names that later cells find without importing them.
 * @throws SyntaxError of acorn, with `loc`; JoinedLines
 */
export function instrument(code: string): string {
  const program = parse(code, options) as unknown as Tree
  const edits = new Edits()
  const body = program.body as Tree[]
  const names = new Map(body.flatMap(declaredNames).map((name) => [name, name]))
  // An exported `let` lives on in `exports`, where sucrase sends every later read and write.
  for (const name of exportedLets(body)) names.set(name, `exports.${name}`)
  if (names.size > 0) edits.insert(afterDirective(body), shareCall(names))
  visit(program, program, code, edits)
  for (const statement of body) if (reports(statement)) wrap(statement, code, edits)
  return edits.apply(code)
}

/** Any node of the tree; the walk is generic, so that new syntax needs nothing here. */
interface Tree extends Node {
  [field: string]: unknown
}

const options: Options = { ecmaVersion: 'latest', sourceType: 'script', allowAwaitOutsideFunction: true, locations: true }
const loops = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement'])

class Edits {
  private readonly list: { at: number; text: string }[] = []

  insert(at: number, text: string): void {
    this.list.push({ at, text })
  }

  /** Insertions at the same position stay in the order in which they were asked for. */
  apply(code: string): string {
    let out = ''
    let from = 0
    for (const { at, text } of this.list.sort((a, b) => a.at - b.at)) {
      out += code.slice(from, at) + text
      from = at
    }
    return out + code.slice(from)
  }
}

function visit(node: Tree, statement: Tree, code: string, edits: Edits): void {
  refuseJoined(node, statement, code)
  const statements =
    node.type === 'SwitchCase' ? node.consequent : /^(Program|BlockStatement|StaticBlock)$/.test(node.type) ? node.body : null
  if (statements !== null) {
    for (const statement of statements as Tree[])
      if (marks(statement)) edits.insert(statement.start, `$at.p=$f+${line(statement)};`)
  }
  if (loops.has(node.type)) guardLoop(node.body as Tree, edits)
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') register(node, code, edits)
  for (const key in node) {
    const child = node[key]
    if (Array.isArray(child)) {
      for (const item of child) if (isNode(item)) visit(item, statements === child ? item : statement, code, edits)
    } else if (isNode(child)) visit(child, statement, code, edits)
  }
}

function isNode(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string'
}

function line(node: Tree): number {
  return node.loc!.start.line
}

function marks(statement: Tree): boolean {
  return (
    statement.directive === undefined && !/^(FunctionDeclaration|EmptyStatement)$/.test(statement.type) && !isPlumbing(statement)
  )
}

function guardLoop(body: Tree, edits: Edits): void {
  if (body.type === 'BlockStatement') edits.insert(body.start + 1, 'if(--$at.n<0)$tick();')
  else {
    edits.insert(body.start, '{if(--$at.n<0)$tick();')
    edits.insert(body.end, '}')
  }
}

function register(node: Tree, code: string, edits: Edits): void {
  const base = node.superClass as Tree | null
  if (base?.type !== 'CallExpression') return
  const callee = base.callee as Tree
  if (callee.type !== 'MemberExpression' || (callee.property as Tree).name !== 'Model') return
  const owner = callee.object as Tree
  edits.insert((node.body as Tree).start + 1, ` static{${code.slice(owner.start, owner.end)}.register(this)}`)
}

/** Top-level expressions whose value a reader wants to see: not assignments, not what the import transform wrote. */
function reports(statement: Tree): boolean {
  if (statement.type !== 'ExpressionStatement' || isUseStrict(statement) || isPlumbing(statement)) return false
  return (statement.expression as Tree).type !== 'AssignmentExpression'
}

function isUseStrict(statement: Tree): boolean {
  return statement.directive === 'use strict'
}

/** What sucrase writes for imports, exports and enums. */
function isPlumbing(statement: Tree): boolean {
  if (statement.type !== 'ExpressionStatement') return false
  const expression = statement.expression as Tree
  if (exportedName((expression.type === 'AssignmentExpression' ? expression.left : expression) as Tree) !== null) return true
  if (expression.type !== 'CallExpression') return false
  const callee = expression.callee as Tree
  const first = (expression.arguments as Tree[])[0]
  if (callee.type === 'Identifier') return /^(require|_createStarExport|_createNamedExportFrom)$/.test(callee.name as string)
  if (callee.type === 'FunctionExpression') return first?.type === 'LogicalExpression'
  return first?.type === 'Identifier' && first.name === 'exports'
}

function wrap(statement: Tree, code: string, edits: Edits): void {
  const end = code[statement.end - 1] === ';' ? statement.end - 1 : statement.end
  edits.insert(statement.start, `$value(${line(statement)},${statement.loc!.end.line},(`)
  edits.insert(end, '))')
}

function afterDirective(body: Tree[]): number {
  const first = body[0]
  return first !== undefined && isUseStrict(first) ? first.end : 0
}

function shareCall(names: Map<string, string>): string {
  return `$share({${[...names].map(([name, held]) => `get ${name}(){return ${held}},set ${name}($){${held}=$}`).join(',')}});`
}

function exportedLets(body: Tree[]): string[] {
  const lets = new Set(
    body.flatMap((node) => (node.type === 'VariableDeclaration' && node.kind === 'let' ? declaredNames(node) : [])),
  )
  return body.flatMap((node) => {
    if (node.type !== 'ExpressionStatement') return []
    const expression = node.expression as Tree
    const assigned = expression.type === 'AssignmentExpression'
    const name = exportedName((assigned ? expression.left : expression) as Tree)
    return name !== null && (lets.has(name) || !assigned) ? [name] : []
  })
}

/** `x` of `exports.x`. */
function exportedName(target: Tree): string | null {
  if (target.type !== 'MemberExpression' || (target.object as Tree).name !== 'exports') return null
  return String((target.property as Tree).name)
}

function declaredNames(statement: Tree): string[] {
  switch (statement.type) {
    case 'FunctionDeclaration':
    case 'ClassDeclaration': {
      const name = (statement.id as Tree).name as string
      return /^_(interopRequire|create(Named|Star)Export)/.test(name) ? [] : [name]
    }
    case 'VariableDeclaration':
      return (statement.declarations as Tree[]).flatMap((declaration) =>
        isImported(declaration.init as Tree | null) ? [] : patternNames(declaration.id as Tree),
      )
    default:
      return []
  }
}

function isImported(init: Tree | null): boolean {
  return init?.type === 'CallExpression' && /^(require$|_interopRequire)/.test(String((init.callee as Tree).name))
}

function patternNames(pattern: Tree | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name as string]
    case 'ObjectPattern':
      return (pattern.properties as Tree[]).flatMap((property) => patternNames((property.value ?? property.argument) as Tree))
    case 'ArrayPattern':
      return (pattern.elements as (Tree | null)[]).flatMap(patternNames)
    case 'AssignmentPattern':
      return patternNames(pattern.left as Tree)
    case 'RestElement':
      return patternNames(pattern.argument as Tree)
    default:
      return []
  }
}
