import {
  and,
  argumentError,
  type BooleanListNode,
  binary,
  type Column,
  type ColumnNode,
  columnNode,
  criterion,
  Expression,
  emptySelect,
  invalidRequest,
  type Node,
  type SelectNode,
  type Source,
  type TableSource,
  TermError,
  tableSource,
} from '../schema'
import { missingColumn } from './column-attribute'
import { address, noSuchProperty, notMapped } from './errors'
import type { Mapper } from './mapper'
import type { Relationship } from './relationship'
import { type InstanceState, stateOf } from './state'

/** `User.username`: the column as an expression that knows its class (SQLAlchemy's InstrumentedAttribute). */
export class AttributeExpression extends Expression {
  declare readonly node: ColumnNode
  constructor(
    readonly mapper: Mapper,
    readonly key: string,
    column: Column,
    source?: Source,
  ) {
    super(columnNode(column, source))
  }
  get column(): Column {
    return this.node.column!
  }
  get name(): string {
    return this.node.name
  }
}

/** `User.role`: a relationship in a query. Made without its relationship, which is known only once all classes are. */
export class RelationshipExpression {
  constructor(
    readonly mapper: Mapper,
    readonly key: string,
    /** Where the parent is read from: its table, or an alias. */
    readonly source: Source,
    readonly criteria: readonly Node[] = [],
  ) {}

  get relationship(): Relationship {
    this.mapper.registry.configure()
    return this.mapper.relationshipsByKey.get(this.key)!
  }
  get property(): Relationship {
    return this.relationship
  }

  /** `filter(User.role.eq(admin))`. @throws TermError InvalidRequestError for a list (rel/138) */
  eq(other: object | null): Expression {
    const r = this.relationship
    if (other === null || other === undefined) return r.direction === 'MANYTOONE' ? this.foreignKeys('IS') : this.exists([]).not()
    if (r.uselist) throw cannotCompare()
    return new Expression(this.compare(other))
  }
  ne(other: object | null): Expression {
    const r = this.relationship
    if (other === null || other === undefined) return r.direction === 'MANYTOONE' ? this.foreignKeys('IS NOT') : this.exists([])
    if (r.uselist) throw cannotCompare()
    if (r.direction !== 'MANYTOONE') return this.exists([this.isOther(other)]).not()
    const s = instanceOf(other, r)
    const parts = r.pairs.map(([own, theirs]): Node => {
      const mine = columnNode(own, this.source)
      return { k: 'list', op: 'OR', items: [binary('!=', mine, valueOf(s, theirs)), binary('IS', mine, { k: 'null' })] }
    })
    return parts.length === 1 ? new Expression(parts[0]!) : new Expression({ k: 'list', op: 'OR', items: parts })
  }
  /** @throws TermError NotImplementedError */
  in(): never {
    throw new TermError(
      'NotImplementedError',
      'in_() not yet supported for relationships.  For a simple many-to-one, use in_() against the set of foreign key values.',
      'Compare the foreign key: User.roleId.in([1, 2]).',
    )
  }
  isNull(): Expression {
    return this.eq(null)
  }
  isNotNull(): Expression {
    return this.ne(null)
  }

  /** Lists: is this object among them? (query/143) */
  contains(other: object): Expression {
    const r = this.relationship
    if (!r.uselist) throw invalidRequest("'contains' not implemented for scalar attributes.  Use ==", 'Use .eq(object).')
    if (r.secondary) {
      const link: TableSource = { k: 'table', table: r.secondary, alias: true, name: null }
      const first = r.adapt(
        r.primaryjoin,
        (c) => columnNode(c, this.source),
        (c) => columnNode(c, link),
      )
      const s = instanceOf(other, r)
      const second = r.targetPairs.map(([theirs, c]) => binary('=', valueOf(s, theirs), columnNode(c, link)))
      const { node } = and(new Expression(first), ...second.map((n) => new Expression(n)))
      // the association table stands in FROM: "none of them" is a question of its own
      return new Expression({ ...(node as BooleanListNode), negation: this.exists([this.isOther(other)]).not().node })
    }
    const s = instanceOf(other, r)
    return and(...r.pairs.map(([own, theirs]) => new Expression(binary('=', columnNode(own, this.source), valueOf(s, theirs)))))
  }

  /** EXISTS for lists. @throws TermError InvalidRequestError on a scalar relationship */
  any(criteria?: unknown, values: Record<string, unknown> = {}): Expression {
    if (!this.relationship.uselist)
      throw invalidRequest("'any()' not implemented for scalar attributes. Use has().", 'Use .has(...).')
    return this.exists(this.conditions(criteria, values))
  }
  /** EXISTS for scalars. @throws TermError InvalidRequestError on a list */
  has(criteria?: unknown, values: Record<string, unknown> = {}): Expression {
    if (this.relationship.uselist) throw invalidRequest("'has()' not implemented for collections.  Use any().", 'Use .any(...).')
    return this.exists(this.conditions(criteria, values))
  }

  /** Adds a condition to a loader option or a join: `Role.users.and(User.active.eq(true))`. */
  and(...criteria: unknown[]): RelationshipExpression {
    return new RelationshipExpression(this.mapper, this.key, this.source, [...this.criteria, ...criteria.map(criterion)])
  }

  private conditions(criteria: unknown, values: Record<string, unknown>): Node[] {
    const nodes: Node[] = []
    if (criteria instanceof Expression) nodes.push(criterion(criteria))
    else if (criteria && typeof criteria === 'object') Object.assign(values, criteria)
    const { target } = this.relationship
    for (const [key, value] of Object.entries(values)) {
      if (!target.attributeNames.includes(key))
        throw new TermError(
          'AttributeError',
          `type object '${target.className}' has no attribute '${key}'`,
          `${target.className} has: ${target.attributeNames.join(', ')}.`,
        )
      nodes.push(attributeEquals(target, target.source, key, value))
    }
    return nodes
  }

  private exists(criteria: Node[]): Expression {
    const r = this.relationship
    const self = r.target.table === this.mapper.table
    const target: TableSource = self ? { k: 'table', table: r.target.table, alias: true, name: null } : r.target.source
    const at = (c: Column): Node => columnNode(c, c.table === r.target.table ? target : tableSource(c.table))
    const select: SelectNode = emptySelect(
      [{ node: { k: 'raw', parts: ['1'], args: [], type: null }, label: null }],
      r.secondary ? [tableSource(r.secondary), target] : [target],
    )
    const own = (c: Column): Node => columnNode(c, this.source)
    select.where = [
      r.adapt(r.primaryjoin, own, at),
      ...(r.secondaryjoin ? [r.adapt(r.secondaryjoin, at, at)] : []),
      ...criteria.map((n) => (self ? r.adapt(n, at, at) : n)),
    ]
    // the target is the EXISTS's own even where the enclosing SELECT reads the same table (query/148)
    select.keep = [...select.from]
    return new Expression({ k: 'exists', select, not: false })
  }

  private compare(other: object): Node {
    const r = this.relationship
    const s = instanceOf(other, r)
    const at = (c: Column) => columnNode(c, this.source)
    if (r.direction === 'MANYTOONE') {
      // `? = users.role_id`: the object's side is a value that is taken when the statement runs (query/023, query/025)
      return r.adapt(r.primaryjoin, at, (c) => valueOf(s, c))
    }
    return and(...r.pairs.map(([own, theirs]) => new Expression(binary('=', at(own), valueOf(s, theirs))))).node
  }

  private isOther(other: object): Node {
    const r = this.relationship
    const s = instanceOf(other, r)
    return and(
      ...r.target.primaryKey.map(
        (i) => new Expression(binary('=', columnNode(r.target.columns[i]!.column), valueOf(s, r.target.columns[i]!.column))),
      ),
    ).node
  }

  private foreignKeys(op: 'IS' | 'IS NOT'): Expression {
    return and(...this.relationship.pairs.map(([own]) => new Expression(binary(op, columnNode(own, this.source), { k: 'null' }))))
  }

  toString(): string {
    return `${this.mapper.className}.${this.key}`
  }
}

const cannotCompare = () =>
  invalidRequest(
    "Can't compare a collection to an object or collection; use contains() to test for membership.",
    'Use .contains(object), or .any(...).',
  )

function instanceOf(other: unknown, { target, name }: Relationship): InstanceState {
  const s = stateOf(other)
  if (s?.mapper === target) return s
  if (s)
    throw argumentError(
      `Mapped instance of ${target.className} expected for comparison with ${name}, got ${address(s)}`,
      `${name} leads to ${target.className}.`,
    )
  if (typeof other !== 'object' || Array.isArray(other)) {
    throw argumentError(
      `Mapped instance expected for relationship comparison to object.   Classes, queries and other SQL elements are not accepted in this context; for comparison with a subquery, use ${'<relationship>'}.has(**criteria).`,
      'Give an object that was loaded or added, not a value.',
    )
  }
  throw notMapped(other)
}

/** A column's value of an object, read when the statement runs: a pending object gets its key by the autoflush before. */
function valueOf(s: InstanceState, column: Column): Node {
  return { k: 'bind', value: undefined, type: column.type, late: () => currentValue(s, column) }
}

/** @throws TermError StatementError when there is no value (seed/061, query/024) */
function currentValue(s: InstanceState, column: Column): unknown {
  const { index } = s.mapper.byColumn.get(column)!
  if (s.row[index] === undefined) {
    throw new TermError(
      'StatementError',
      `(sqlalchemy.exc.InvalidRequestError) Can't resolve value for column ${column.table.name}.${column.name} on object ${address(s)}; no value has been set for this column`,
      `This ${s.mapper.className} is a new object: it is not in the database and has no ${column.name}. Look the row up first: ${s.mapper.className}.query.filterBy({...}).first().`,
    )
  }
  const value = missingOr(s, index)
  if (value === null) {
    s.mapper.registry.warn(
      `Got None for value of column ${column.table.name}.${column.name}; this is unsupported for a relationship comparison and will not currently produce an IS comparison (but may in a future release)`,
      'The object has no key yet.',
    )
  }
  return value
}
const missingOr = (s: InstanceState, i: number): unknown => {
  const v = s.peek(i)
  return v === undefined ? missingColumn(s, i) : v
}

/** `filterBy({ key: value })` on an entity. @throws TermError InvalidRequestError for an unknown attribute (query/022) */
export function attributeEquals(mapper: Mapper, source: Source, key: string, value: unknown): Node {
  const column = mapper.byKey.get(key)
  if (column) return new AttributeExpression(mapper, key, column.column, source).eq(value).node
  mapper.registry.configure()
  if (mapper.relationshipsByKey.has(key)) return new RelationshipExpression(mapper, key, source).eq(value as object | null).node
  throw noSuchProperty(mapper.table.name, key, mapper.attributeNames)
}
