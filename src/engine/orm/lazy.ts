import type { Reason, SqlValue } from '../../protocol'
import { type BindNode, type Column, type Compiled, columnNode, compileSelect, convert, type Node, tableSource } from '../schema'
import { commitRelated } from './attributes'
import { lazyRaise } from './errors'
import { nextPath, strategyOf } from './plan'
import type { Relationship } from './relationship'
import { type EntitySelect, entitySelect, fetchEntities, keyCondition, type LoaderSession, selectByKey } from './run-select'
import { EXPIRED, type InstanceState, identity, type LoadPath } from './state'

/**
 * Loads a relationship of a persistent object.
 * @param identityOnly without SQL: undefined when the answer is not in memory
 * @throws TermError InvalidRequestError for lazy='raise'
 */
export function loadRelated(session: LoaderSession, s: InstanceState, r: Relationship, identityOnly: boolean): unknown {
  const strategy = strategyFor(s, r)
  if (strategy === 'noload') return identityOnly && r.uselist ? undefined : commitRelated(s, r, r.uselist ? [] : null)
  const raises = strategy === 'raise' && !identityOnly && !session.flushing
  if (raises) throw lazyRaise(r.name)
  if (r.useGet) {
    const known = fromIdentityMap(session, s, r, identityOnly)
    if (known !== undefined || identityOnly) return known
  } else if (identityOnly) return undefined
  if (strategy === 'raise_on_sql' && !session.flushing) throw lazyRaise(r.name)
  const reason: Reason = { kind: 'lazy load', detail: r.name }
  // an expired parent is read first, and the flush that comes with that does not spare the SELECT
  if (!r.useGet) for (const c of r.local) readColumn(s, s.mapper.byColumn.get(c)!.index)
  // what is loaded eagerly came along
  const along = s.related?.[r.index]
  if (along !== undefined && !r.dynamic) return along
  session.autoflushFor(reason)
  const found = query(session, s, r, reason)
  if (r.dynamic) return found
  if (r.uselist) return commitRelated(s, r, found)
  if (found.length > 1)
    session.registry.warn(
      `Multiple rows returned with uselist=False for lazily-loaded attribute '${r.name}' `,
      'A one-to-one needs a UNIQUE foreign key.',
    )
  return commitRelated(s, r, found[0] ?? null)
}

/** What a query's option says holds for what the query read: noload() filled it in, raiseload() ends when the object expires. */
function strategyFor(s: InstanceState, r: Relationship): string {
  const strategy = strategyOf(r, s.options)
  return strategy === 'noload' || s.isExpired ? r.lazy : strategy
}

/** A many-to-one by key: null for a null key, the object when it is in the identity map, else undefined. */
function fromIdentityMap(
  session: LoaderSession,
  s: InstanceState,
  r: Relationship,
  identityOnly: boolean,
  readsKey = !identityOnly,
): object | null | undefined {
  const columns = r.ownKey ?? ownKey(r)
  for (let k = 0; k < columns.length; k++) {
    const own = columns[k]!
    if (s.row[own] === EXPIRED) {
      if (!readsKey) return undefined
      s.session!.refreshExpired(s, own)
    }
  }
  for (let k = 0; k < columns.length; k++) if ((s.peek(columns[k]!) ?? null) === null) return commitRelated(s, r, null) as null
  const known = session.identityMap.get(
    r.target,
    columns.length === 1 ? s.peek(columns[0]!) : identity(columns.map((own) => s.peek(own))),
  )
  if (known === undefined || known.deleted) return undefined
  if (known.isExpired && identityOnly && !readsKey) return undefined
  if (known.isExpired && !identityOnly) {
    // get() refreshes an expired object before it gives it out
    session.autoflushFor({ kind: 'lazy load', detail: r.name })
    // the flush may have deleted it and cleared the key
    if (known.deleted) return fromIdentityMap(session, s, r, identityOnly)
    known.session!.refreshExpired(known, r.target.primaryKey[0]!)
  }
  return commitRelated(s, r, known.object) as object
}

/** What a relationship with one object would be loaded as now. Nothing is put into the object. */
export function relatedInDatabase(session: LoaderSession, s: InstanceState, r: Relationship): object | null {
  return query(session, s, r, { kind: 'lazy load', detail: r.name })[0] ?? null
}

/** What a flush may know of a many-to-one of a deleted object: the identity map answers, an expired foreign key is read. */
export const relatedInMemory = (session: LoaderSession, s: InstanceState, r: Relationship): object | null | undefined =>
  r.useGet ? fromIdentityMap(session, s, r, true, true) : undefined

/** The owner is refreshed first, as its own access would do (orm/055). */
function readColumn(s: InstanceState, index: number): void {
  if (s.row[index] === EXPIRED) s.session?.refreshExpired(s, index)
}

interface Prepared extends EntitySelect {
  compiled: Compiled
}
const prepared = new WeakMap<Relationship, Prepared>()

/** In a lazy statement: the place of a value of the parent. */
const fromParent = (c: Column): BindNode => ({ k: 'bind', value: c, type: c.type, name: ' parent' })

/** The SELECT of a relationship's target with its condition; parent columns are parameters. */
export function relatedSelect(r: Relationship, made: EntitySelect): void {
  made.select.where = lazyCriteria(r)
  if (r.secondary) made.select.from = [...made.select.from, tableSource(r.secondary)]
  made.select.orderBy = [...r.orderBy, ...made.select.orderBy]
}

export function lazyCriteria(r: Relationship): Node[] {
  const first = r.adapt(r.primaryjoin, fromParent, (c) => columnNode(c))
  return r.secondaryjoin ? [...flat(first), ...flat(r.secondaryjoin)] : flat(first)
}
export const flat = (n: Node): Node[] => (n.k === 'list' && n.op === 'AND' ? n.items : [n])

/** The way back to the owner: what is loaded eagerly along it would have its own statement. */
const leadsBack = (r: Relationship): boolean =>
  r.target.relationships.some((back) => back.target === r.parent && back.lazy !== 'select')

/** Children know their parent: it is the object that they are read for. */
function withoutParent(r: Relationship): LoadPath | null {
  const back = r.reverse
  if (back === null || !back.useGet || back.lazy === 'select') return null
  return { strategies: new Map([[back.key, { strategy: 'select', next: null }]]), wildcard: null, columns: null }
}

function query(session: LoaderSession, s: InstanceState, r: Relationship, reason: Reason): object[] {
  const path = nextPath(r, s.options)
  if (r.useGet && !leadsBack(r)) {
    const { compiled, plan } = selectByKey(r.target, path)
    return fetchEntities(session, { sql: compiled.sql, values: parentKey(s, r) }, plan, reason)
  }
  let p = path === null ? prepared.get(r) : undefined
  if (!p) {
    const made = entitySelect(r.target, path ?? withoutParent(r), true, [r.parent])
    if (r.useGet) made.select.where = [keyCondition(r.target)]
    else relatedSelect(r, made)
    p = { ...made, compiled: compileSelect(made.select) }
    if (path === null) prepared.set(r, p)
  }
  const values = r.useGet ? parentKey(s, r) : p.compiled.binds.map((b) => parentValue(s, b))
  return fetchEntities(session, { sql: p.compiled.sql, values }, p.plan, reason)
}

export function parentKey(s: InstanceState, r: Relationship): SqlValue[] {
  return ownKey(r).map((i) => convert(s.peek(i), r.parent.columns[i]!.column.type))
}

function ownKey(r: Relationship): number[] {
  r.ownKey ??= r.target.primaryKey.map((i) => {
    const target = r.target.columns[i]!.column
    return r.parent.byColumn.get(r.pairs.find(([, o]) => o === target)![0])!.index
  })
  return r.ownKey
}

/** The value of a parameter of a lazy statement for one parent. */
export function parentValue(s: InstanceState, b: BindNode): SqlValue {
  if (b.name !== ' parent') return convert(b.value, b.type)
  const column = b.value as Column
  const { index } = s.mapper.byColumn.get(column)!
  readColumn(s, index)
  return convert(s.peek(index), column.type)
}
