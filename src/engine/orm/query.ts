import { bind, Expression, invalidRequest, type Node, type SelectLike, type Source, typeError } from '../schema'
import { bulkDelete, bulkUpdate } from './bulk'
import { multipleResults, noResult, notFound, orNotFound } from './errors'
import { asRequested, keywordsOnly, type PaginateOptions, Pagination } from './pagination'
import { asSubselect, buildSelect, type ModelEntity, type QueryData } from './query-data'
import { compileQuery, isSingleEntity, runCount, runQuery } from './query-run'
import { RefinableQuery } from './refinable-query'
import type { Session } from './session'
import { getByKey, Statement, Subquery } from './subquery'

export type { SessionProvider } from './refinable-query'
export { aliased, Exists, entitiesOf, getByKey, Statement, Subquery } from './subquery'

/**
 * A query of `db.session.query()` or `Model.query`. Immutable: every refinement returns a new query; nothing runs until all(),
 * first() and their like (SQLAlchemy's Query, query/040).
 */
export class Query<T = unknown> extends RefinableQuery<T> implements Iterable<T> {
  protected fresh<U = T>(data: QueryData): Query<U> {
    return new Query<U>(this.session, data)
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
    const one = this.data.statement ? this : this.copy({ limit: bind(1) })
    return (one.all()[0] ?? null) as T | null
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
    const { where, limit, offset, joins, wrapped } = this.data
    if (where.length || limit || offset || joins.length || wrapped) {
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
    return orNotFound(() => this.one(), description)
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
  override toString(): string {
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

const indexError = () => Object.assign(typeError('list index out of range', 'The query has fewer rows.'), { name: 'IndexError' })

const fromOfColumns = (columns: readonly { node: Node }[]): Source[] =>
  columns.flatMap(({ node }) => (node.k === 'column' ? [node.source] : [])).filter((s, i, all) => all.indexOf(s) === i)
