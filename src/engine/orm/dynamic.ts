import { TermError, tableSource, typeError } from '../schema'
import { queue } from './attributes'
import { address, noContextualSession } from './errors'
import { lazyCriteria, parentValue } from './lazy'
import { Query } from './query'
import { newQuery, type QueryData } from './query-data'
import type { Relationship } from './relationship'
import { type InstanceState, stateOf } from './state'

/** What `lazy: 'dynamic'` gives: a query that can also be appended to (SQLAlchemy's AppenderQuery). */
export class AppenderQuery<T = object> extends Query<T> {
  constructor(
    private readonly owner: InstanceState,
    private readonly relationship: Relationship,
  ) {
    super(() => owner.mapper.registry.currentSession(), dynamicData(owner, relationship))
  }

  append(item: T): void {
    this.put(item)
  }
  add(item: T): void {
    this.put(item)
  }
  extend(items: Iterable<T>): void {
    for (const item of items) this.put(item)
  }
  remove(item: T): void {
    queue(this.owner, this.relationship, item as object, 'removed')
  }
  /** Assignment of a list: what is not in it goes, what is new comes. */
  replace(items: object[]): void {
    const before = this.owner.id === null ? [...this.waiting()] : (this.all() as object[])
    for (const item of before) if (!items.includes(item)) this.remove(item as T)
    for (const item of items) if (!before.includes(item)) this.put(item as T)
  }
  private put(item: T): void {
    if (!stateOf(item)) throw typeError('append() expects an object of the class', null)
    queue(this.owner, this.relationship, item as object, 'added')
  }

  /** Without a row there is nothing to select: what was added is what there is (rel/114). */
  private waiting(): object[] {
    return this.owner.queued?.[this.relationship.index]?.added ?? []
  }
  /** Is there a row whose children can be selected? Pending changes are flushed first. */
  private get selects(): boolean {
    const { owner } = this
    const { session } = owner
    // the query flushes by itself once more: an object that came back through a list keeps its delete mark
    if (session?.autoflush && session.contains(owner)) session.flush({ kind: 'autoflush' })
    return owner.id !== null && owner.session !== null
  }
  /** @throws TermError DetachedInstanceError when the object is in no session */
  protected override fresh<U = T>(data: QueryData): Query<U> {
    if (this.owner.session === null) throw noContextualSession(this.owner, this.relationship.key)
    return super.fresh<U>(data)
  }
  override all(): T[] {
    if (this.selects) return super.all()
    const { owner } = this
    if (owner.id !== null) {
      owner.mapper.registry.warn(
        `Instance ${address(owner)} is detached, dynamic relationship cannot return a correct result.   This warning will become a DetachedInstanceError in a future release.`,
        'Load the object again.',
      )
    }
    return [...this.waiting()] as T[]
  }
  override count(): number {
    return this.selects ? super.count() : this.waiting().length
  }
  override at(index: number): T {
    if (this.selects) return super.at(index)
    const item = this.waiting().at(index)
    if (item === undefined) throw new TermError('IndexError', 'list index out of range', 'Fewer objects were added.')
    return item as T
  }
  /** A query has no length: `.count()` asks the database. @throws TermError TypeError (rel/116) */
  get length(): number {
    throw typeError(
      "object of type 'AppenderQuery' has no len()",
      'A dynamic relationship is a query: use .count() or .all().length.',
    )
  }
}

function dynamicData(owner: InstanceState, r: Relationship) {
  const q = newQuery([{ k: 'model', mapper: r.target, source: r.target.source }])
  q.where = lazyCriteria(r).map((n) => bound(n, owner))
  if (r.secondary) q.from = [r.target.source, tableSource(r.secondary)]
  q.orderBy = r.orderBy
  return q
}

type Criterion = ReturnType<typeof lazyCriteria>[number]
/** The parent's values are taken when the query runs. */
function bound(node: Criterion, owner: InstanceState): Criterion {
  if (node.k === 'bind')
    return node.name === ' parent' ? { k: 'bind', value: undefined, type: null, late: () => parentValue(owner, node) } : node
  if (node.k === 'binary') return { ...node, left: bound(node.left, owner), right: bound(node.right, owner) }
  if (node.k === 'list') return { ...node, items: node.items.map((n) => bound(n, owner)) }
  return node
}
