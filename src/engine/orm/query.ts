import {
  argumentError,
  bind,
  type CompoundNode,
  criterion,
  type DerivedSource,
  Expression,
  invalidRequest,
  isSelectable,
  type Node,
  orderable,
  type SelectLike,
  type Source,
  sourcesOf,
  typeError,
} from '../schema'
import { attributeEquals, RelationshipExpression } from './attribute-expression'
import { bulkDelete, bulkUpdate } from './bulk'
import { multipleResults, noResult, notFound } from './errors'
import { findJoin, modelEntity } from './join'
import { LoaderOption, withOption } from './options'
import { asRequested, keywordsOnly, type PaginateOptions, Pagination } from './pagination'
import { asSubselect, buildSelect, type ModelEntity, newQuery, type QueryData } from './query-data'
import { compileQuery, isSingleEntity, runCount, runQuery } from './query-run'
import type { Session } from './session'
import { entitiesOf, getByKey, Statement, Subquery } from './subquery'

export { aliased, entitiesOf, getByKey, Statement, Subquery } from './subquery'

export type SessionProvider = () => Session

/**
 * A query of `db.session.query()` or `Model.query`. Immutable: every refinement returns a new query; nothing runs until all(),
 * first() and their like (SQLAlchemy's Query, query/040).
 */
export class Query<T = unknown> implements Iterable<T> {
  constructor(
    protected readonly session: SessionProvider,
    readonly data: QueryData,
  ) {}

  protected copy<U = T>(change: Partial<QueryData>): Query<U> {
    return new Query<U>(this.session, { ...this.data, ...change })
  }

  private unlimited(method: string): void {
    if (this.data.limit || this.data.offset) {
      throw invalidRequest(
        `Query.${method}() being called on a Query which already has LIMIT or OFFSET applied.  Call ${method}() before limit() or offset() are applied.`,
        `Put .${method}(...) before .limit(...).`,
      )
    }
  }

  // ---------------------------------------------------------------- refinement

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
    const { mapper, source } = this.target()
    return this.copy({
      where: [...this.data.where, ...Object.entries(values).map(([k, v]) => attributeEquals(mapper, source, k, v))],
    })
  }
  private target(): ModelEntity {
    const { filterTarget, entities, from } = this.data
    if (filterTarget) return filterTarget
    const first = entities[0]
    if (first?.k === 'model') return first
    if (first?.mapper) return { k: 'model', mapper: first.mapper, source: first.mapper.source }
    const table = from[0] ?? this.data.entities.flatMap((e) => (e.k === 'expression' ? sourcesOf(e.node) : []))[0]
    for (const m of this.session().registry.models.values())
      if (table && m.source === table) return { k: 'model', mapper: m, source: table }
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
    return this.copy({ groupBy: [...this.data.groupBy, ...columns.map((c) => orderNode(c))] })
  }
  having(...conditions: unknown[]): Query<T> {
    return this.copy({ having: [...this.data.having, ...conditions.map(criterion)] })
  }
  limit(n: number | null): Query<T> {
    return this.copy({ limit: n === null ? null : bind(n) })
  }
  offset(n: number | null): Query<T> {
    return this.copy({ offset: n === null ? null : bind(n) })
  }
  /** Rows from `start` (counted from 0) to before `stop`. */
  slice(start?: number | null, stop?: number | null): Query<T> {
    const from = start ?? 0
    return this.copy({
      limit: stop === null || stop === undefined ? null : bind(stop - from),
      offset: from === 0 ? null : bind(from),
    })
  }
  distinct(): Query<T> {
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
    this.session().registry.configure()
    const { joins, entity, from } = findJoin(this.data, target, on, outer)
    return this.copy({
      joins: [...this.data.joins, ...joins],
      from: this.data.from.length ? this.data.from : from,
      filterTarget: entity ?? this.data.filterTarget,
      joined: entity ? [...this.data.joined, entity] : this.data.joined,
    })
  }
  selectFrom(...targets: unknown[]): Query<T> {
    const from = targets.map((t): Source => (t instanceof Subquery ? t.source : modelEntity(t).source))
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
        : this.data.joins.length
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
  /** Values for the `:names` of text(). */
  params(values: Record<string, unknown>): Query<T> {
    return this.copy({ params: { ...this.data.params, ...values } })
  }
  /** The query as it is becomes the table that is read from. */
  fromSelf(): Query<T> {
    const wrapped: DerivedSource = { k: 'derived', select: this.asSelect(), name: null }
    return new Query<T>(this.session, { ...newQuery(this.data.entities), paths: this.data.paths, wrapped })
  }
  union(...others: Query[]): Query<T> {
    return this.compound('UNION', others)
  }
  unionAll(...others: Query[]): Query<T> {
    return this.compound('UNION ALL', others)
  }
  intersect(...others: Query[]): Query<T> {
    return this.compound('INTERSECT', others)
  }
  except(...others: Query[]): Query<T> {
    return this.compound('EXCEPT', others)
  }
  private compound(op: CompoundNode['op'], others: Query[]): Query<T> {
    const select: CompoundNode = {
      k: 'compound',
      op,
      selects: [this, ...others].map((q) => q.asSelect()),
      orderBy: [],
      limit: null,
      offset: null,
    }
    const wrapped: DerivedSource = { k: 'derived', select, name: null }
    return new Query<T>(this.session, { ...newQuery(this.data.entities), paths: this.data.paths, wrapped })
  }

  // ---------------------------------------------------------------- as part of another query

  asSelect(): SelectLike {
    return asSubselect(this.data)
  }
  subquery(name: string | null = null): Subquery {
    return new Subquery(this.data, this.asSelect(), name)
  }
  scalarSubquery(): Expression {
    const first = this.data.entities[0]
    return new Expression({
      k: 'scalar',
      select: this.asSelect(),
      type: first?.k === 'expression' ? new Expression(first.node).type : null,
    })
  }
  exists(): Expression {
    const select = this.asSelect()
    if (select.k !== 'select') throw invalidRequest('exists() needs a plain SELECT')
    return new Expression({
      k: 'exists',
      not: false,
      select: {
        ...select,
        columns: [{ node: { k: 'raw', parts: ['1'], args: [], type: null }, label: null }],
        columnsKey: undefined,
        from: select.from.length ? select.from : fromOfColumns(select.columns),
      },
    })
  }
  label(name: string): Expression {
    return this.scalarSubquery().label(name)
  }

  // ---------------------------------------------------------------- executors

  all(): T[] {
    return runQuery(this.ready(), this.data) as T[]
  }
  first(): T | null {
    return (this.copy({ limit: bind(1) }).all()[0] ?? null) as T | null
  }
  /** @throws TermError NoResultFound, MultipleResultsFound (query/062) */
  one(): T {
    const found = this.all()
    if (found.length === 0) throw noResult()
    if (found.length > 1) throw multipleResults(false)
    return found[0]!
  }
  oneOrNone(): T | null {
    const found = this.all()
    if (found.length > 1) throw multipleResults(true)
    return found[0] ?? null
  }
  /** The first column of the one row; null without a row. @throws TermError MultipleResultsFound */
  scalar(): unknown {
    const found = this.all()
    if (found.length > 1) throw multipleResults(false)
    if (found.length === 0) return null
    return isSingleEntity(this.data) ? found[0] : (found[0] as unknown[])[0]
  }
  /** By primary key: from the identity map when it is there. A list or an object for several columns (query/066). */
  get(key: unknown): T | null {
    const { mapper } = this.single('get')
    if (this.data.where.length || this.data.limit || this.data.orderBy.length || this.data.joins.length) {
      throw invalidRequest(
        'Query.get() being called on a Query with existing criterion. ',
        'get() looks by key alone: use filterBy(...).first().',
      )
    }
    return getByKey(this.ready(), mapper, key, this.data) as T | null
  }
  count(): number {
    return runCount(this.ready(), this.data)
  }
  /** q[i] of Python. @throws TermError IndexError */
  at(index: number): T {
    if (index < 0) {
      const all = this.all()
      if (all.length + index < 0) throw typeError('list index out of range')
      return all[all.length + index]!
    }
    const found = this.slice(index, index + 1).all()
    if (found.length === 0) throw indexError()
    return found[0]!
  }
  /** @throws TermError NotFound */
  firstOr404(description?: string): T {
    const found = this.first()
    if (found === null) throw notFound(description)
    return found
  }
  /** @throws TermError NotFound */
  getOr404(key: unknown, description?: string): T {
    const found = this.get(key)
    if (found === null) throw notFound(description)
    return found
  }
  /** @throws TermError NotFound */
  oneOr404(description?: string): T {
    try {
      return this.one()
    } catch (error) {
      if (error instanceof Error && (error.name === 'NoResultFound' || error.name === 'MultipleResultsFound'))
        throw notFound(description)
      throw error
    }
  }
  /** One page; in a view, the one that the address asks for. */
  paginate(options?: PaginateOptions, ...more: unknown[]): Pagination<T> {
    const given = keywordsOnly(more.length ? 0 : options)
    return new Pagination<T>(
      { items: (limit, offset) => this.limit(limit).offset(offset).all(), total: () => this.orderBy(null).count() },
      asRequested(given, (name) => this.session().registry.requestArgument(name)),
    )
  }
  /** One UPDATE; the number of rows is returned. @throws TermError InvalidRequestError after limit(), orderBy(), join() */
  update(
    values: Record<string, unknown> | Map<unknown, unknown>,
    options: { synchronizeSession?: 'evaluate' | 'fetch' | false } = {},
  ): number {
    return bulkUpdate(this.ready(), this.data, values, options.synchronizeSession ?? 'evaluate')
  }
  /** One DELETE; no cascades (query/154). */
  delete(options: { synchronizeSession?: 'evaluate' | 'fetch' | false } = {}): number {
    return bulkDelete(this.ready(), this.data, options.synchronizeSession ?? 'evaluate')
  }
  *[Symbol.iterator](): Generator<T> {
    yield* this.all()
  }

  /** What would be sent, with `?` for parameters. */
  toString(): string {
    this.session().registry.configure()
    return compileQuery(this.data).compiled.sql
  }
  /** The SELECT without running it. */
  get statement(): Statement {
    return new Statement(buildSelect({ ...this.data, plain: true }, false).select)
  }
  /** Result columns by name. */
  get columnDescriptions(): { name: string }[] {
    return this.data.entities.map((e) => ({ name: e.k === 'model' ? e.mapper.className : (e.key ?? '') }))
  }

  private single(method: string): ModelEntity {
    const [only, more] = this.data.entities
    if (only?.k !== 'model' || more)
      throw invalidRequest(`${method}() can only be used against a single mapped class.`, 'Query one class: User.query.')
    return only
  }
  private ready(): Session {
    const session = this.session()
    session.registry.configure()
    session.usable()
    return session
  }
}

function orderNode(given: unknown): Node {
  if (given instanceof RelationshipExpression)
    throw argumentError(`SQL expression for ORDER BY expected, got relationship ${String(given)}.`, 'Order by a column.')
  return orderable(given).node
}

const isPlainObject = (x: unknown): x is object =>
  typeof x === 'object' && x !== null && Object.getPrototypeOf(x) === Object.prototype && !isSelectable(x)
const indexError = () => Object.assign(typeError('list index out of range', 'The query has fewer rows.'), { name: 'IndexError' })

const fromOfColumns = (columns: readonly { node: Node }[]): Source[] =>
  columns.flatMap(({ node }) => (node.k === 'column' ? [node.source] : [])).filter((s, i, all) => all.indexOf(s) === i)
