import type { Column, Table } from './table'
import { BooleanType, type SqlType } from './types'

/**
 * SQL expressions and SELECTs as plain data. They are built by Expression and Query, turned into Kysely nodes by
 * to-kysely.ts, and walked by shape.ts (cache key) and by the ORM (adaptation, evaluation in memory).
 */
export type Node =
  | ColumnNode
  | BindNode
  | { k: 'raw'; parts: string[]; args: Node[]; type: SqlType | null; names?: string[] }
  | FunctionNode
  | BinaryNode
  | { k: 'unary'; op: string; operand: Node; type: SqlType | null }
  | BooleanListNode
  | { k: 'in'; left: Node; right: Node[] | SelectLike; not: boolean }
  | { k: 'between'; operand: Node; low: Node; high: Node; not: boolean }
  | { k: 'like'; left: Node; right: Node; op: 'LIKE' | 'NOT LIKE'; insensitive: boolean; escape: string | null }
  | { k: 'case'; whens: [Node, Node][]; else: Node | null; type: SqlType | null }
  | { k: 'cast'; operand: Node; type: SqlType }
  | { k: 'collate'; operand: Node; collation: string; type: SqlType | null }
  | { k: 'label'; name: string; element: Node }
  | { k: 'exists'; select: SelectNode; not: boolean }
  | { k: 'scalar'; select: SelectLike; type: SqlType | null }
  | { k: 'tuple'; items: Node[] }
  | { k: 'null' }
  | { k: 'true' }
  | { k: 'false' }
  | { k: 'star' }
  | { k: 'order'; element: Node; direction: 'ASC' | 'DESC' | null; nulls: 'FIRST' | 'LAST' | null }
  | { k: 'labelRef'; name: string }

export interface ColumnNode {
  k: 'column'
  source: Source
  name: string
  type: SqlType | null
  /** The table column behind it, when there is one. */
  column: Column | null
}
/** A value that is sent as a parameter. `late` computes it when the statement runs. */
export interface BindNode {
  k: 'bind'
  value: unknown
  type: SqlType | null
  late?: () => unknown
  /** What to call it where parameters have names: the column that it is compared with. */
  hint?: string
  /** Name in text(), set by params(). */
  name?: string
}
export interface FunctionNode {
  k: 'function'
  name: string
  args: Node[]
  distinct: boolean
  type: SqlType | null
}
export interface BinaryNode {
  k: 'binary'
  op: string
  left: Node
  right: Node
  type: SqlType | null
  /** A boolean column that is a condition by itself: its opposite compares with the other truth. */
  truth?: true
}
export interface BooleanListNode {
  k: 'list'
  op: 'AND' | 'OR'
  items: Node[]
  /** Its opposite, where that is not NOT (...). */
  negation?: Node
}

/** What can stand in FROM. */
export type Source = TableSource | DerivedSource | NestedJoin
export interface TableSource {
  k: 'table'
  table: Table
  /** Aliased: shown as `users_1` (or as `name`). */
  alias: boolean
  name: string | null
}
/** A SELECT in FROM: `(SELECT ...) AS anon_1`. */
export interface DerivedSource {
  k: 'derived'
  select: SelectLike
  name: string | null
}
/** `(a JOIN b ON ...)` as the right side of a join. */
export interface NestedJoin {
  k: 'nested'
  left: Source
  right: Source
  on: Node
}

export interface JoinClause {
  source: Source
  on: Node | null
  outer: boolean
}

/** One element of a SELECT list. */
export interface Selected {
  node: Node
  label: string | null
  /** A column labelled with the name that its source has in the statement: `users_1_id`. */
  bySource?: true
}

export interface SelectNode {
  k: 'select'
  columns: Selected[]
  /** Identifies `columns` when they are the same array for every query of a mapper. */
  columnsKey?: string
  /** Given FROM elements; those that columns and criteria mention are added unless `fixedFrom`. */
  from: Source[]
  fixedFrom?: boolean
  joins: JoinClause[]
  where: Node[]
  groupBy: Node[]
  having: Node[]
  orderBy: Node[]
  distinct: boolean
  limit: Node | null
  offset: Node | null
  /** Sources of an enclosing SELECT that this one refers to, besides those found by itself. */
  correlate?: Source[] | false
  /** Sources that are never taken from an enclosing SELECT. */
  keep?: Source[]
}
export interface CompoundNode {
  k: 'compound'
  op: 'UNION' | 'UNION ALL' | 'INTERSECT' | 'EXCEPT'
  selects: SelectLike[]
  orderBy: Node[]
  limit: Node | null
  offset: Node | null
}
export type SelectLike = SelectNode | CompoundNode | TextSelect
/** text() used as a statement. */
export interface TextSelect {
  k: 'text'
  node: Node & { k: 'raw' }
}

const sources = new WeakMap<Table, TableSource>()
/** The one unaliased FROM element of a table. */
export function tableSource(table: Table): TableSource {
  let source = sources.get(table)
  if (!source) {
    source = { k: 'table', table, alias: false, name: null }
    sources.set(table, source)
  }
  return source
}

const columnNodes = new WeakMap<Column, ColumnNode>()
/** A column of a table, in the table itself or in the given source. */
export function columnNode(column: Column, source?: Source): ColumnNode {
  if (source !== undefined && !(source.k === 'table' && !source.alias && source.table === column.table)) {
    return { k: 'column', source, name: column.name, type: column.type, column }
  }
  let node = columnNodes.get(column)
  if (!node || node.type !== column.type) {
    node = { k: 'column', source: tableSource(column.table), name: column.name, type: column.type, column }
    columnNodes.set(column, node)
  }
  return node
}

export const bind = (value: unknown, type: SqlType | null = null): BindNode => ({ k: 'bind', value, type })
export const binary = (op: string, left: Node, right: Node, type: SqlType | null = null): BinaryNode => ({
  k: 'binary',
  op,
  left,
  right,
  type,
})

/** `a AND b AND c`; nested lists of the same operator are flattened, one item stays itself. */
export function booleanList(op: 'AND' | 'OR', items: Node[]): Node {
  const flat = items.flatMap((n) => (n.k === 'list' && n.op === op ? n.items : [n]))
  return flat.length === 1 ? flat[0]! : { k: 'list', op, items: flat }
}

export function emptySelect(columns: Selected[], from: Source[] = []): SelectNode {
  return {
    k: 'select',
    columns,
    from,
    joins: [],
    where: [],
    groupBy: [],
    having: [],
    orderBy: [],
    distinct: false,
    limit: null,
    offset: null,
  }
}

/** The SQL type of an expression, or null when it is not known. */
export function typeOf(node: Node): SqlType | null {
  switch (node.k) {
    case 'label':
      return typeOf(node.element)
    case 'column':
    case 'bind':
    case 'raw':
    case 'function':
    case 'binary':
    case 'unary':
    case 'case':
    case 'cast':
    case 'collate':
    case 'scalar':
      return node.type
    case 'exists':
    case 'in':
    case 'between':
    case 'like':
    case 'list':
    case 'true':
    case 'false':
      return BooleanType
    default:
      return null
  }
}
