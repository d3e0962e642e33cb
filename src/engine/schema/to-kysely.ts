import {
  AliasNode,
  FromNode,
  FunctionNode,
  GroupByItemNode,
  GroupByNode,
  HavingNode,
  IdentifierNode,
  JoinNode,
  ColumnNode as KColumn,
  LimitNode,
  OffsetNode,
  type OperationNode,
  OrderByItemNode,
  OrderByNode,
  ParensNode,
  RawNode,
  ReferenceNode,
  SelectionNode,
  SelectModifierNode,
  SelectQueryNode,
  SetOperationNode,
  TableNode,
  ValueNode,
  WhereNode,
} from 'kysely'
import { unreachable } from '../../protocol'
import { compileError } from './errors'
import { bind, type CompoundNode, type Node, type Selected, type SelectLike, type SelectNode, type Source } from './nodes'
import type { DialectName } from './types'
import { fromList, within } from './walk'

/** How tightly an expression binds; what binds less tightly than its surroundings is put in parentheses. */
const precedence: Record<string, number> = {
  '*': 8,
  '/': 8,
  '%': 8,
  '+': 7,
  '-': 7,
  '||': 6,
  AND: 3,
  OR: 2,
  NOT: 4,
  'unary -': 8,
}
const associative = new Set(['+', '*', '||', 'AND', 'OR'])

function strength(node: Node): number {
  switch (node.k) {
    case 'binary':
      return precedence[node.op] ?? (/^(=|!=|<|<=|>|>=|IS|IS NOT)$/.test(node.op) ? 5 : 1)
    case 'list':
      return precedence[node.op]!
    case 'unary':
      return node.op === 'NOT' ? 4 : node.op === 'DISTINCT' ? 9 : 8
    case 'in':
    case 'between':
    case 'like':
      return 5
    case 'label':
      return strength(node.element)
    default:
      return 10
  }
}

const raw = (...pieces: (string | OperationNode)[]): OperationNode => {
  const fragments: string[] = ['']
  const nodes: OperationNode[] = []
  for (const p of pieces) {
    if (typeof p === 'string') fragments[fragments.length - 1] += p
    else {
      nodes.push(p)
      fragments.push('')
    }
  }
  return RawNode.create(fragments, nodes)
}

function joined(nodes: OperationNode[], separator: string): (string | OperationNode)[] {
  return nodes.flatMap((n, i) => (i ? [separator, n] : [n]))
}

/** Turns expressions and SELECTs into Kysely's nodes. One instance per statement: it numbers anonymous aliases. */
export class ToKysely {
  private readonly names = new Map<Source, string>()
  private readonly counters = new Map<string, number>()

  constructor(private readonly dialect: DialectName = 'sqlite') {}

  select(s: SelectLike, enclosing: readonly Source[] = []): OperationNode {
    switch (s.k) {
      case 'text':
        return this.expression(s.node, null, enclosing)
      case 'compound':
        return this.compound(s)
      case 'select':
        return this.simple(s, enclosing)
      default:
        return unreachable(s)
    }
  }

  private simple(s: SelectNode, enclosing: readonly Source[]): OperationNode {
    const from = fromList(s, enclosing)
    const visible = [...enclosing, ...from.flatMap((f) => within(f)), ...s.joins.flatMap((j) => within(j.source))]
    const go = (n: Node) => this.expression(n, s, visible)
    const node = {
      ...SelectQueryNode.create(),
      selections: s.columns.map((selected) => {
        const { node: n } = selected
        const label = this.labelOf(selected)
        return SelectionNode.create(
          (label
            ? AliasNode.create(this.expression(unlabelled(n), s, visible, 'columns'), IdentifierNode.create(label))
            : this.expression(n, s, visible, 'columns')) as never,
        )
      }),
      ...(from.length ? { from: FromNode.create(from.map((f) => this.source(f))) } : {}),
      ...(s.joins.length ? { joins: s.joins.map((j) => this.join(j.outer, this.source(j.source), j.on ? go(j.on) : null)) } : {}),
      ...(s.where.length ? { where: WhereNode.create(go(conjunction(s.where))) } : {}),
      ...(s.groupBy.length ? { groupBy: GroupByNode.create(s.groupBy.map((n) => GroupByItemNode.create(go(n)))) } : {}),
      ...(s.having.length ? { having: HavingNode.create(go(conjunction(s.having))) } : {}),
      ...(s.distinct ? { frontModifiers: [SelectModifierNode.create('Distinct')] } : {}),
    }
    return { ...node, ...this.tail(s, s, visible) } as OperationNode
  }

  private compound(s: CompoundNode): OperationNode {
    const [first, ...others] = s.selects.map((x) => this.select(x)) as SelectQueryNode[]
    const op = s.op === 'UNION ALL' ? 'union' : (s.op.toLowerCase() as 'union' | 'intersect' | 'except')
    const operations = others.map((o) => SetOperationNode.create(op, o, s.op === 'UNION ALL'))
    return {
      ...first!,
      setOperations: [...(first!.setOperations ?? []), ...operations],
      ...this.tail(s, null, []),
    } as OperationNode
  }

  private tail(
    s: { orderBy: Node[]; limit: Node | null; offset: Node | null },
    select: SelectNode | null,
    visible: readonly Source[],
  ) {
    const go = (n: Node) => this.expression(n, select, visible)
    let { limit, offset } = s
    if (this.dialect === 'sqlite') {
      // SQLite knows OFFSET only after LIMIT, and SQLAlchemy always writes both (query/034)
      if (limit && !offset) offset = bind(0)
      if (offset && !limit) limit = bind(-1)
    }
    return {
      ...(s.orderBy.length ? { orderBy: OrderByNode.create(s.orderBy.map((n) => OrderByItemNode.create(go(n)))) } : {}),
      ...(limit ? { limit: LimitNode.create(go(limit)) } : {}),
      ...(offset ? { offset: OffsetNode.create(go(offset)) } : {}),
    }
  }

  private join(outer: boolean, table: OperationNode, on: OperationNode | null): JoinNode {
    const type = outer ? 'LeftJoin' : on ? 'InnerJoin' : 'CrossJoin'
    return on ? JoinNode.createWithOn(type, table, on) : JoinNode.create(type, table)
  }

  private source(s: Source): OperationNode {
    switch (s.k) {
      case 'table':
        return s.alias
          ? AliasNode.create(TableNode.create(s.table.name), IdentifierNode.create(this.nameOf(s)))
          : TableNode.create(s.table.name)
      case 'derived': {
        return AliasNode.create(ParensNode.create(this.select(s.select)), IdentifierNode.create(this.nameOf(s)))
      }
      case 'nested':
        return raw('(', this.source(s.left), ' JOIN ', this.source(s.right), ' ON ', this.expression(s.on, null, []), ')')
      default:
        return unreachable(s)
    }
  }

  private labelOf({ node, label, bySource }: Selected): string | null {
    return bySource && node.k === 'column' ? `${this.nameOf(node.source)}_${node.name}` : label
  }

  private nameOf(s: Source): string {
    if (s.k === 'table' && !s.alias) return s.table.name
    if (s.k !== 'nested' && s.name) return s.name
    let name = this.names.get(s)
    if (name === undefined) {
      const base = s.k === 'table' ? s.table.name : 'anon'
      const n = (this.counters.get(base) ?? 0) + 1
      this.counters.set(base, n)
      name = `${base}_${n}`
      this.names.set(s, name)
    }
    return name
  }

  /** @param at 'columns' where a label is defined, elsewhere it is referred to */
  expression(node: Node, select: SelectNode | null, visible: readonly Source[], at: 'columns' | null = null): OperationNode {
    const go = (n: Node) => this.expression(n, select, visible)
    const within_ = (n: Node, outer: number, same = false) => {
      const s = strength(n)
      return s < outer || (s === outer && !same) ? ParensNode.create(go(n)) : go(n)
    }
    switch (node.k) {
      case 'column':
        if (node.source.k === 'table' || node.source.k === 'derived') {
          return ReferenceNode.create(KColumn.create(node.name), TableNode.create(this.nameOf(node.source)))
        }
        return KColumn.create(node.name)
      case 'bind':
        return ValueNode.create(node)
      case 'raw':
        return raw(...node.parts.flatMap((p, i) => (i < node.args.length ? [p, go(node.args[i]!)] : [p])))
      case 'function': {
        const args = node.args.map(go)
        if (node.distinct && args[0]) args[0] = raw('DISTINCT ', args[0])
        return FunctionNode.create(node.name, args)
      }
      case 'binary': {
        const mine = strength(node)
        const free = associative.has(node.op)
        const same = (n: Node) => free && n.k === 'binary' && n.op === node.op
        return raw(within_(node.left, mine, same(node.left)), ` ${node.op} `, within_(node.right, mine, same(node.right)))
      }
      case 'list':
        if (node.items.length === 0) return raw(node.op === 'AND' ? '1 = 1' : '0 = 1')
        return raw(
          ...joined(
            node.items.map((n) => within_(n, precedence[node.op]!)),
            ` ${node.op} `,
          ),
        )
      case 'unary':
        if (node.op === 'DISTINCT') return raw('DISTINCT ', go(node.operand))
        return node.op === 'NOT'
          ? raw('NOT ', within_(node.operand, node.operand.k === 'unary' ? 4 : 4.5))
          : raw(node.op, within_(node.operand, 8))
      case 'in': {
        const left = within_(node.left, 5)
        const verb = node.not ? ' NOT IN ' : ' IN '
        if (!Array.isArray(node.right)) return raw(left, verb, ParensNode.create(this.select(node.right, visible)))
        if (node.right.length === 0) {
          const ones = node.left.k === 'tuple' ? node.left.items.map(() => '1').join(', ') : '1'
          return raw(node.not ? '(' : '', left, `${verb}(SELECT ${ones} FROM (SELECT ${ones}) WHERE 1!=1)`, node.not ? ')' : '')
        }
        const list = raw(left, verb, '(', ...joined(node.right.map(go), ', '), ')')
        return node.not ? ParensNode.create(list) : list
      }
      case 'between':
        return raw(
          within_(node.operand, 5),
          node.not ? ' NOT BETWEEN ' : ' BETWEEN ',
          within_(node.low, 5),
          ' AND ',
          within_(node.high, 5),
        )
      case 'like': {
        const side = (n: Node) => (node.insensitive ? raw('lower(', go(n), ')') : within_(n, 5))
        const test = [side(node.left), ` ${node.op} `, side(node.right)]
        if (node.escape !== null) test.push(` ESCAPE '${node.escape.replaceAll("'", "''")}'`)
        return node.right.k === 'binary' ? raw('(', ...test, ')') : raw(...test)
      }
      case 'case': {
        const pieces: (string | OperationNode)[] = ['CASE']
        for (const [when, then] of node.whens) pieces.push(' WHEN ', ParensNode.create(go(when)), ' THEN ', go(then))
        if (node.else) pieces.push(' ELSE ', go(node.else))
        return raw(...pieces, ' END')
      }
      case 'cast':
        return raw('CAST(', go(node.operand), ` AS ${node.type.ddl(this.dialect)})`)
      case 'collate':
        return raw(within_(node.operand, 8), ` COLLATE "${node.collation.replaceAll('"', '""')}"`)
      case 'label':
        if (at === 'columns') return AliasNode.create(go(node.element), IdentifierNode.create(node.name))
        return select?.columns.some((c) => c.node === node || c.label === node.name)
          ? IdentifierNode.create(node.name)
          : go(node.element)
      case 'exists':
        return raw(node.not ? 'NOT ' : '', '(EXISTS ', ParensNode.create(this.select(node.select, visible)), ')')
      case 'scalar':
        return ParensNode.create(this.select(node.select, visible))
      case 'tuple':
        return raw('(', ...joined(node.items.map(go), ', '), ')')
      case 'null':
        return raw('NULL')
      case 'true':
        return raw(this.dialect === 'postgresql' ? 'true' : '1')
      case 'false':
        return raw(this.dialect === 'postgresql' ? 'false' : '0')
      case 'star':
        return raw('*')
      case 'order':
        return raw(within_(node.element, 2), node.direction ? ` ${node.direction}` : '', node.nulls ? ` NULLS ${node.nulls}` : '')
      case 'labelRef':
        return this.resolveLabel(node.name, select, go)
      default:
        return unreachable(node)
    }
  }

  /** A name in ORDER BY or GROUP BY: a label of the SELECT list, or one of its columns (query/030). */
  private resolveLabel(name: string, select: SelectNode | null, go: (n: Node) => OperationNode): OperationNode {
    for (const { node, label } of select?.columns ?? []) {
      if (label === name || (node.k === 'label' && node.name === name)) return IdentifierNode.create(name)
      if (node.k === 'column' && (node.name === name || node.column?.name === name)) return go(node)
    }
    throw compileError(
      `Can't resolve label reference for ORDER BY / GROUP BY / DISTINCT etc. Textual SQL expression '${name}' should be explicitly declared as text('${name}')`,
      `Use a column's method, such as orderBy(User.username.desc()), or db.text('${name}').`,
    )
  }
}

const unlabelled = (n: Node): Node => (n.k === 'label' ? n.element : n)
const conjunction = (nodes: Node[]): Node =>
  nodes.length === 1
    ? nodes[0]!
    : { k: 'list', op: 'AND', items: nodes.flatMap((n) => (n.k === 'list' && n.op === 'AND' && n.items.length ? n.items : [n])) }
