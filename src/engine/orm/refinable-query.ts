import {
  argumentError,
  bind,
  type CompoundNode,
  columnNode,
  criterion,
  Expression,
  invalidRequest,
  isSelectable,
  type JoinClause,
  type Node,
  orderable,
  type SelectLike,
  type Source,
  snakeCase,
  sourcesOf,
  type TableSource,
  TermError,
  tableSource,
  typeError,
} from '../schema'
import { attributeEquals, RelationshipExpression } from './attribute-expression'
import { noSuchProperty } from './errors'
import { findJoin, modelEntity, tableOf } from './join'
import { LoaderOption, withOption } from './options'
import type { Query } from './query'
import { asSubselect, type ModelEntity, newQuery, type QueryData } from './query-data'
import type { Session } from './session'
import { entitiesOf, Subquery } from './subquery'

export type SessionProvider = () => Session

/** What refines a query: each method gives a new one, and nothing runs. */
export abstract class RefinableQuery<T = unknown> {
  constructor(
    protected readonly session: SessionProvider,
    readonly data: QueryData,
  ) {}

  /** A query with other data. */
  protected abstract fresh<U = T>(data: QueryData): Query<U>

  protected copy<U = T>(change: Partial<QueryData>): Query<U> {
    return this.fresh<U>({ ...this.data, ...change })
  }

  /** select() has no such order of calls. */
  protected unlimited(method: string): void {
    if (this.data.limit || this.data.offset) {
      throw invalidRequest(
        `Query.${method}() being called on a Query which already has LIMIT or OFFSET applied.  Call ${method}() before limit() or offset() are applied.`,
        `Put .${method}(...) before .limit(...).`,
      )
    }
  }

  filter(...conditions: unknown[]): Query<T> {
    this.unlimited('filter')
    for (const c of conditions)
      if (isPlainObject(c))
        throw typeError(
          `Query.filter() got an unexpected keyword argument '${Object.keys(c)[0]}'`,
          `filter() takes conditions. For equality use filterBy({ ${Object.keys(c)[0]}: ... }).`,
        )
    return this.copy({
      where: [...this.data.where, ...conditions.map(criterion).filter((n) => !(n.k === 'list' && n.items.length === 0))],
    })
  }
  where(...conditions: unknown[]): Query<T> {
    return this.filter(...conditions)
  }
  /** @throws TermError InvalidRequestError for an unknown attribute (query/022) */
  filterBy(values: Record<string, unknown>): Query<T> {
    this.unlimited('filter_by')
    const target = this.target()
    const equal = ([k, v]: [string, unknown]): Node =>
      target.k === 'model' ? attributeEquals(target.mapper, target.source, k, v) : columnEquals(target, k, v)
    return this.copy({ where: [...this.data.where, ...Object.entries(values).map(equal)] })
  }
  private target(): ModelEntity | TableSource {
    const { filterTarget, entities, from } = this.data
    if (filterTarget) return filterTarget
    const first = entities[0]
    if (first?.k === 'model') return first
    if (first?.mapper) return { k: 'model', mapper: first.mapper, source: first.mapper.source }
    const table = from[0] ?? this.data.entities.flatMap((e) => (e.k === 'expression' ? sourcesOf(e.node) : []))[0]
    for (const m of this.session().registry.models.values())
      if (table && m.source === table) return { k: 'model', mapper: m, source: table }
    if (table?.k === 'table') return table
    throw invalidRequest("Can't determine which FROM clause to filter by.", 'Use filter(...) with the column.')
  }

  /** orderBy(null) takes the order away. */
  orderBy(...columns: unknown[]): Query<T> {
    this.unlimited('order_by')
    if (columns.length === 1 && (columns[0] === null || columns[0] === false)) return this.copy({ orderBy: [] })
    return this.copy({ orderBy: [...this.data.orderBy, ...columns.map((c) => orderNode(c))] })
  }
  groupBy(...columns: unknown[]): Query<T> {
    this.unlimited('group_by')
    if (columns.length === 1 && columns[0] === null) return this.copy({ groupBy: [] })
    return this.copy({ groupBy: [...this.data.groupBy, ...columns.map((c) => orderNode(c))] })
  }
  having(...conditions: unknown[]): Query<T> {
    this.unlimited('having')
    return this.copy({ having: [...this.data.having, ...conditions.map(criterion)] })
  }
  limit(n: number | null): Query<T> {
    return this.copy({ limit: n === null ? null : bind(whole(n)) })
  }
  offset(n: number | null): Query<T> {
    return this.copy({ offset: n === null ? null : bind(whole(n)) })
  }
  /** Rows from `start` (counted from 0) to before `stop`; after offset() counted from there. */
  slice(start?: number | null, stop?: number | null): Query<T> {
    const { limit, offset } = this.data
    const before = offset?.k === 'bind' ? Number(offset.value) : 0
    const from = before + (start ?? 0)
    return this.copy({
      limit: stop === null || stop === undefined ? limit : bind(stop - (start ?? 0)),
      offset: from === 0 ? null : bind(from),
    })
  }
  distinct(...columns: unknown[]): Query<T> {
    if (columns.length > 0)
      this.session().registry.warn(
        'DISTINCT ON is currently supported only by the PostgreSQL dialect.  Use of DISTINCT ON for other backends is currently silently ignored, however this usage is deprecated, and will raise CompileError in a future release for all backends that do not support this syntax.',
        'SQLite compares whole rows: query only the columns that should differ.',
      )
    return this.copy({ distinct: true })
  }
  join(target: unknown, on?: unknown): Query<T> {
    // the older spelling join(A, B) joins both, one after the other
    if ((on as { __mapper__?: unknown } | null | undefined)?.__mapper__) return this.join(target).join(on)
    return this.joined(target, on, false)
  }
  outerjoin(target: unknown, on?: unknown): Query<T> {
    return this.joined(target, on, true)
  }
  private joined(target: unknown, on: unknown, outer: boolean): Query<T> {
    this.unlimited('join')
    this.session().registry.configure()
    const { joins, entity, from } = findJoin(this.data, target, on, outer)
    if (target instanceof RelationshipExpression && joins.every((j) => this.data.joins.some((known) => sameJoin(known, j))))
      return this.copy({})
    return this.copy({
      joins: [...this.data.joins, ...joins],
      // after union() the query is read from what was united
      from: this.data.from.length || this.data.wrapped ? this.data.from : from,
      filterTarget: entity ?? this.data.filterTarget,
      joined: entity ? [...this.data.joined, entity] : this.data.joined,
    })
  }
  selectFrom(...targets: unknown[]): Query<T> {
    const from = targets.map((t): Source => {
      const table = tableOf(t)
      return t instanceof Subquery ? t.source : table ? tableSource(table) : modelEntity(t).source
    })
    return this.copy({ from })
  }
  options(...options: LoaderOption[]): Query<T> {
    const paths = new Map(this.data.paths)
    for (const option of options) {
      if (!(option instanceof LoaderOption))
        throw argumentError(`mapper option expected, got ${String(option)}`, 'Give a loader option: db.joinedload(Role.users).')
      const wanted = option.steps[0]?.mapper ?? option.columns?.mapper
      const roots = this.data.entities.flatMap((e) => (e.k === 'model' ? [e.mapper] : []))
      const root = roots.find((m) => m === wanted) ?? roots[0]
      if (!root)
        throw argumentError(
          'Query has only expression-based entities - a loader option needs a class',
          'Query a class: db.session.query(User).',
        )
      paths.set(root, withOption(paths.get(root) ?? null, option, root))
    }
    return this.copy({ paths })
  }
  withEntities(...entities: unknown[]): Query<unknown> {
    return this.copy({
      entities: entitiesOf(entities),
      from: this.data.from.length
        ? this.data.from
        : this.data.joins.length && !this.data.wrapped
          ? this.data.entities.flatMap((e) => (e.k === 'model' ? [e.source] : []))
          : [],
    })
  }
  addColumns(...columns: unknown[]): Query<unknown> {
    return this.copy({ entities: [...this.data.entities, ...entitiesOf(columns)] })
  }
  addEntity(entity: unknown): Query<unknown> {
    return this.addColumns(entity)
  }
  populateExisting(): Query<T> {
    return this.copy({ populateExisting: true })
  }
  /** The objects come from a statement of its own: `fromStatement(db.text('SELECT * FROM users'))`. @throws TermError ArgumentError */
  fromStatement(statement: unknown): Query<T> {
    if (isSelectable(statement)) return this.copy({ statement: statement.asSelect() })
    if (statement instanceof Expression && statement.node.k === 'raw')
      return this.copy({ statement: { k: 'text', node: statement.node } })
    throw argumentError(
      `Textual SQL expression '${String(statement)}' should be explicitly declared as text('${String(statement)}')`,
      "Write fromStatement(db.text('SELECT ...')).",
    )
  }
  /** Values for the `:names` of text(). */
  params(values: Record<string, unknown>): Query<T> {
    return this.copy({ params: { ...this.data.params, ...values } })
  }
  /** The query as it is becomes the table that is read from. */
  fromSelf(): Query<T> {
    return this.wrap(asSubselect(this.data))
  }
  union(...others: { data: QueryData }[]): Query<T> {
    return this.compound('UNION', others)
  }
  unionAll(...others: { data: QueryData }[]): Query<T> {
    return this.compound('UNION ALL', others)
  }
  intersect(...others: { data: QueryData }[]): Query<T> {
    return this.compound('INTERSECT', others)
  }
  except(...others: { data: QueryData }[]): Query<T> {
    return this.compound('EXCEPT', others)
  }
  private compound(op: CompoundNode['op'], others: { data: QueryData }[]): Query<T> {
    const select: CompoundNode = {
      k: 'compound',
      op,
      selects: [this.data, ...others.map((q) => q.data)].map(asSubselect),
      orderBy: [],
      limit: null,
      offset: null,
    }
    return this.wrap(select)
  }
  private wrap(select: SelectLike): Query<T> {
    const { entities, paths } = this.data
    return this.fresh({ ...newQuery(entities), paths, wrapped: { source: { k: 'derived', select, name: null }, entities } })
  }
}

/** A join along the same relationship once more adds nothing. */
const sameJoin = (a: JoinClause, b: JoinClause): boolean =>
  a.source === b.source && a.on !== null && b.on !== null && String(new Expression(a.on)) === String(new Expression(b.on))

/** Numbers of rows may be text, as in the address of a page. @throws TermError ValueError */
function whole(n: unknown): number {
  const number = Math.trunc(Number(n))
  if (Number.isNaN(number))
    throw new TermError('ValueError', `invalid literal for int() with base 10: '${String(n)}'`, 'Give a number.')
  return number
}

/** filterBy() on a table without a class. */
function columnEquals({ table }: TableSource, key: string, value: unknown): Node {
  const snake = snakeCase(key)
  const column = table.columns.find((c) => c.name === key) ?? table.columns.find((c) => c.name === snake)
  if (!column)
    throw noSuchProperty(
      table.name,
      key,
      table.columns.map((c) => c.name),
    )
  return new Expression(columnNode(column)).eq(value).node
}

function orderNode(given: unknown): Node {
  if (given instanceof RelationshipExpression)
    throw argumentError(`SQL expression for ORDER BY expected, got relationship ${String(given)}.`, 'Order by a column.')
  return orderable(given).node
}

const isPlainObject = (x: unknown): x is object =>
  typeof x === 'object' && x !== null && Object.getPrototypeOf(x) === Object.prototype && !isSelectable(x)
