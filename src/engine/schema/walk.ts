import { unreachable } from '../../protocol'
import type { Node, SelectLike, Source } from './nodes'

/** The direct parts of an expression (not those of nested SELECTs). */
export function parts(node: Node): readonly Node[] {
  switch (node.k) {
    case 'column':
    case 'bind':
    case 'null':
    case 'true':
    case 'false':
    case 'star':
    case 'labelRef':
    case 'exists':
    case 'scalar':
      return []
    case 'raw':
    case 'function':
      return node.args
    case 'binary':
    case 'like':
      return [node.left, node.right]
    case 'unary':
    case 'cast':
    case 'collate':
      return [node.operand]
    case 'list':
    case 'tuple':
      return node.items
    case 'in':
      return Array.isArray(node.right) ? [node.left, ...node.right] : [node.left]
    case 'between':
      return [node.operand, node.low, node.high]
    case 'case':
      return [...node.whens.flat(), ...(node.else ? [node.else] : [])]
    case 'label':
    case 'order':
      return [node.element]
    default:
      return unreachable(node)
  }
}

/** The same expression with every part replaced by what `f` gives; `f` returning null means: go on inside. */
export function transform(node: Node, f: (n: Node) => Node | null): Node {
  const made = f(node)
  if (made) return made
  const go = (n: Node) => transform(n, f)
  switch (node.k) {
    case 'raw':
    case 'function':
      return node.args.length ? { ...node, args: node.args.map(go) } : node
    case 'binary':
    case 'like':
      return { ...node, left: go(node.left), right: go(node.right) }
    case 'unary':
    case 'cast':
    case 'collate':
      return { ...node, operand: go(node.operand) }
    case 'list':
    case 'tuple':
      return { ...node, items: node.items.map(go) }
    case 'in':
      return { ...node, left: go(node.left), right: Array.isArray(node.right) ? node.right.map(go) : node.right }
    case 'between':
      return { ...node, operand: go(node.operand), low: go(node.low), high: go(node.high) }
    case 'case':
      return { ...node, whens: node.whens.map(([a, b]) => [go(a), go(b)]), else: node.else ? go(node.else) : null }
    case 'label':
    case 'order':
      return { ...node, element: go(node.element) }
    case 'exists':
      return { ...node, select: { ...node.select, where: node.select.where.map(go) } }
    default:
      return node
  }
}

/** FROM elements that an expression mentions, in order; those of nested SELECTs are theirs. */
export function sourcesOf(node: Node, into: Source[] = []): Source[] {
  if (node.k === 'column') {
    if (!into.includes(node.source)) into.push(node.source)
  } else for (const part of parts(node)) sourcesOf(part, into)
  return into
}

/** Every source inside a FROM element, itself included. */
export function within(source: Source, into: Source[] = []): Source[] {
  into.push(source)
  if (source.k === 'nested') {
    within(source.left, into)
    within(source.right, into)
  }
  return into
}

/** The FROM list of a SELECT: what was given, then what columns and criteria mention, without what joins or the enclosing SELECTs hold. */
export function fromList(select: SelectLike & { k: 'select' }, enclosing: readonly Source[] = []): Source[] {
  const joined = new Set(select.joins.flatMap((j) => within(j.source)))
  const list = select.from.filter((s) => !joined.has(s))
  if (!select.fixedFrom) {
    const mentioned: Source[] = []
    for (const { node } of select.columns) sourcesOf(node, mentioned)
    for (const node of select.where) sourcesOf(node, mentioned)
    const present = new Set([...joined, ...list.flatMap((s) => within(s))])
    for (const s of mentioned) if (!present.has(s)) list.push(s)
  }
  if (select.correlate === false || enclosing.length === 0) return list
  const outer = new Set([...enclosing, ...(select.correlate ?? [])])
  const own = list.filter((s) => select.keep?.includes(s) || !outer.has(s))
  // when everything would be correlated away, a SELECT keeps its FROM
  return own.length || joined.size ? own : list
}
