import { unreachable } from '../../protocol'
import type { BindNode, Node, SelectLike, Source } from './nodes'

let labels = 0
const ids = new WeakMap<object, number>()
const idOf = (o: object): number => {
  let id = ids.get(o)
  if (id === undefined) {
    id = ++labels
    ids.set(o, id)
  }
  return id
}

/**
 * The shape of a statement: a text that is equal for statements that differ in parameter values only. Compiled SQL is
 * cached under it, which is about seven times cheaper than compiling again. The parameters met on the way are collected in `binds`.
 */
export function shapeOf(select: SelectLike, binds: BindNode[]): string {
  return new Shape(binds).select(select)
}

export function shapeOfNode(node: Node, binds: BindNode[]): string {
  return new Shape(binds).node(node)
}

class Shape {
  private derived = new Map<Source, number>()
  constructor(private readonly binds: BindNode[]) {}

  select(s: SelectLike): string {
    switch (s.k) {
      case 'text':
        return `T${this.node(s.node)}`
      case 'compound':
        return `${s.op}(${s.selects.map((x) => this.select(x)).join('|')})${this.tail(s.orderBy, s.limit, s.offset)}`
      case 'select': {
        let key = s.distinct ? 'S!' : 'S'
        if (s.from.length) key += `${s.from.map((f) => this.source(f)).join()};`
        key += s.columnsKey ?? s.columns.map((c) => `${this.node(c.node)}~${c.bySource ? '*' : (c.label ?? '')}`).join()
        if (s.fixedFrom) key += '!'
        if (s.joins.length)
          key += `J${s.joins.map((j) => (j.outer ? 'L' : 'I') + this.source(j.source) + (j.on ? this.node(j.on) : '')).join()}`
        if (s.where.length) key += `W${this.list(s.where)}`
        if (s.groupBy.length) key += `G${this.list(s.groupBy)}`
        if (s.having.length) key += `H${this.list(s.having)}`
        if (s.correlate !== undefined) key += s.correlate === false ? 'c-' : `c${s.correlate.map((x) => this.source(x)).join()}`
        return key + this.tail(s.orderBy, s.limit, s.offset)
      }
      default:
        return unreachable(s)
    }
  }

  private tail(orderBy: Node[], limit: Node | null, offset: Node | null): string {
    let key = ''
    if (orderBy.length) key += `O${this.list(orderBy)}`
    if (limit) key += `L${this.node(limit)}`
    if (offset) key += `F${this.node(offset)}`
    return key
  }

  private list(nodes: readonly Node[]): string {
    let key = ''
    for (const n of nodes) key += `${this.node(n)},`
    return key
  }

  private source(s: Source): string {
    switch (s.k) {
      case 'table':
        return s.alias ? `a${idOf(s)}` : `t${s.table.uid}`
      case 'nested':
        return `(${this.source(s.left)}*${this.source(s.right)}@${this.node(s.on)})`
      case 'derived': {
        const known = this.derived.get(s)
        if (known !== undefined) return `d${known}`
        this.derived.set(s, this.derived.size)
        return `D${s.name ?? ''}[${this.select(s.select)}]`
      }
      default:
        return unreachable(s)
    }
  }

  node(n: Node): string {
    switch (n.k) {
      case 'column':
        return n.column !== null && n.source.k === 'table' && !n.source.alias
          ? `c${n.column.uid}`
          : `${this.source(n.source)}.${n.name}`
      case 'bind':
        this.binds.push(n)
        return '?'
      case 'binary':
        return `(${this.node(n.left)}${n.op}${this.node(n.right)})`
      case 'list':
        return `${n.op}(${this.list(n.items)})`
      case 'unary':
        return `u${n.op}(${this.node(n.operand)})`
      case 'raw':
        return `r${JSON.stringify(n.parts)}(${this.list(n.args)})`
      case 'function':
        return `f${n.name}${n.distinct ? '!' : ''}(${this.list(n.args)})`
      case 'in':
        return `${n.not ? 'n' : ''}in(${this.node(n.left)}:${Array.isArray(n.right) ? `${n.right.length}:${this.list(n.right)}` : this.select(n.right)})`
      case 'between':
        return `${n.not ? 'n' : ''}b(${this.node(n.operand)},${this.node(n.low)},${this.node(n.high)})`
      case 'like':
        return `${n.op}${n.insensitive ? 'i' : ''}${n.escape ?? ''}(${this.node(n.left)},${this.node(n.right)})`
      case 'case':
        return `case(${n.whens.map(([a, b]) => `${this.node(a)}:${this.node(b)}`).join()}${n.else ? `:${this.node(n.else)}` : ''})`
      case 'cast':
        return `cast${n.type.ddl('sqlite')}(${this.node(n.operand)})`
      case 'collate':
        return `col${n.collation}(${this.node(n.operand)})`
      case 'label':
        return `l${n.name}(${this.node(n.element)})`
      case 'exists':
        return `${n.not ? 'n' : ''}x(${this.select(n.select)})`
      case 'scalar':
        return `s(${this.select(n.select)})`
      case 'tuple':
        return `(${this.list(n.items)})`
      case 'order':
        return `${n.direction ?? ''}${n.nulls ?? ''}(${this.node(n.element)})`
      case 'labelRef':
        return `'${n.name}'`
      case 'null':
      case 'true':
      case 'false':
      case 'star':
        return n.k
      default:
        return unreachable(n)
    }
  }
}
