import { TermError } from '../schema'
import { addItem, dropItem, letGo, listFor, type RelationList, rawItems } from './collection'
import { shown } from './column-attribute'
import { detached, notListLike, notMapped } from './errors'
import type { Initiator, Relationship } from './relationship'
import { type InstanceState, NO_VALUE, NOT_READ, type PendingChanges, stateOf } from './state'

/** Makes the object behind a dynamic relationship; given by dynamic.ts through install.ts. */
export type DynamicFactory = (s: InstanceState, r: Relationship) => object

export const relatedValue = (s: InstanceState, r: Relationship): unknown => (s.related === null ? undefined : s.related[r.index])

export function putRelated(s: InstanceState, r: Relationship, value: unknown): void {
  if (s.related === null) s.related = new Array(s.mapper.relationships.length)
  s.related[r.index] = value
}

/** The value of a relationship, loaded when it has to be. @throws TermError DetachedInstanceError, InvalidRequestError (raise) */
export function readRelated(s: InstanceState, r: Relationship, dynamic: DynamicFactory): unknown {
  const there = relatedValue(s, r)
  if (there !== undefined) return there
  if (r.dynamic) {
    const list = dynamic(s, r)
    putRelated(s, r, list)
    return list
  }
  return load(s, r)
}

function load(s: InstanceState, r: Relationship): unknown {
  if (s.id === null) {
    if (!r.uselist) return null
    const list = listFor(s, r, [], collectionEvents)
    putRelated(s, r, list)
    return list
  }
  if (s.session === null) {
    if (r.lazy === 'noload') return r.uselist ? listFor(s, r, [], collectionEvents) : null
    throw detached(s, r.key)
  }
  return s.session.loadRelated(s, r, false)
}

/** The value as far as it is known without SQL; undefined when it is not. */
export function knownRelated(s: InstanceState, r: Relationship): unknown {
  const there = relatedValue(s, r)
  if (there !== undefined) return there
  if (s.id === null) return r.uselist ? load(s, r) : null
  if (s.session === null) return undefined
  return s.session.loadRelated(s, r, true)
}

/** Puts what was loaded from the database: changes that waited are merged in, nothing is recorded. */
export function commitRelated(s: InstanceState, r: Relationship, loaded: object | null | object[]): unknown {
  if (!r.uselist) {
    putRelated(s, r, loaded)
    return loaded
  }
  const items = loaded as object[]
  const list = listFor(s, r, items, collectionEvents)
  const queued = s.queued?.[r.index]
  if (queued) {
    s.queued![r.index] = undefined
    const raw = rawItems(list)
    recordOld(s, r, raw.slice())
    for (const item of queued.added) if (!raw.includes(item)) addItem(raw, item)
    for (const item of queued.removed) dropItem(raw, item)
  }
  putRelated(s, r, list)
  return list
}

/** Assignment by the learner: `user.role = admin`, `role.users = [...]`. */
export function writeRelated(s: InstanceState, r: Relationship, value: unknown, dynamic: DynamicFactory): void {
  if (r.dynamic) {
    const list = readRelated(s, r, dynamic) as { replace(items: object[]): void }
    if (!Array.isArray(value)) throw notListLike(value)
    list.replace(value)
  } else if (r.uselist) replaceList(s, r, value)
  else setScalar(s, r, value, r.replace)
}

function setScalar(s: InstanceState, r: Relationship, given: unknown, initiator: Initiator): void {
  const value = given === undefined ? null : (given as object | null)
  const target = value === null ? null : stateOf(value)
  if (target === undefined) throw notMapped(value)
  // null is a value too: a new object that is given it has its key cleared
  const neverSet = s.id === null && relatedValue(s, r) === undefined
  const old = knownRelated(s, r)
  recordOld(s, r, neverSet ? NO_VALUE : old !== undefined ? old : r.useGet ? NO_VALUE : NOT_READ)
  told(s, r, old, value)
  const oldState = old ? stateOf(old) : undefined
  if (oldState && old !== value) setParent(oldState, r, s, false)
  if (target) setParent(target, r, s, true)
  // cascades come first: the other side may take a pending object from its old parent and so out of the session
  if (oldState && old !== value) afterRemove(r, s, oldState)
  if (target) afterAppend(s, r, target)
  const back = r.syncs
  if (old !== value && back) {
    if (oldState && !(initiator.relationship === back && initiator.op === (back.uselist ? 'remove' : 'replace')))
      removeOther(oldState, back, s.object, r.replace)
    if (
      target &&
      !(initiator.relationship === back && (initiator.op === (back.uselist ? 'append' : 'replace') || initiator.op === 'bulk'))
    ) {
      appendOther(target, back, s.object, initiator)
    }
  }
  putRelated(s, r, value)
  s.session?.changed(s)
}

function replaceList(s: InstanceState, r: Relationship, value: unknown): void {
  if (!Array.isArray(value)) throw notListLike(value)
  const before = (relatedValue(s, r) ?? load(s, r)) as RelationList
  if (before === value) return
  const wanted = [...(value as object[])]
  for (const item of wanted) if (!stateOf(item)) throw notMapped(item)
  const raw = rawItems(before)
  const had = raw.slice()
  recordOld(s, r, had)
  const list = listFor(s, r, [], collectionEvents)
  putRelated(s, r, list)
  told(s, r, before, value)
  letGo(before)
  const target = rawItems(list)
  const kept = new Set(had)
  for (const item of wanted) {
    if (!kept.has(item)) fireAppend(s, r, item, r.bulk)
    addItem(target, item)
  }
  const now = new Set(wanted)
  for (const item of had) if (!now.has(item)) fireRemove(s, r, item, r.bulk)
  s.session?.changed(s)
}

// ------------------------------------------------------------------ events of collections

/** What a list calls when it is changed by hand. */
export const collectionEvents = {
  adding(s: InstanceState, r: Relationship, item: object, items: object[]): void {
    if (!stateOf(item)) throw notMapped(item)
    willChange(s, r, items)
    fireAppend(s, r, item, r.append)
  },
  removing(s: InstanceState, r: Relationship, item: object, items: object[]): void {
    willChange(s, r, items)
    fireRemove(s, r, item, r.remove)
  },
}

/** Empty lists that their objects forgot, by what is inside: with the first change such a list is the object's again. */
const forgotten = new WeakMap<object[], RelationList>()

/** A list that was expired is not the object's any more: the other side still hears of its changes. */
function willChange(s: InstanceState, r: Relationship, items: object[]): void {
  const own = forgotten.get(items)
  if (own !== undefined && relatedValue(s, r) === undefined) putRelated(s, r, own)
  const now = relatedValue(s, r)
  if (now !== undefined && rawItems(now as RelationList) === items) {
    if (s.oldRelated?.[r.index] === undefined) recordOld(s, r, items.slice())
    return
  }
  s.mapper.registry.warn('This collection has been invalidated.', `Read ${r.name} again: the list is from before it expired.`)
}

/** The empty list of a new object that was read and never changed: it counts as not loaded. */
export function isUntouched(s: InstanceState, r: Relationship): boolean {
  const value = relatedValue(s, r)
  if (value === undefined || !r.uselist || r.dynamic) return false
  return s.oldRelated?.[r.index] === undefined && rawItems(value as RelationList).length === 0
}

/** A new object has its row now: what it never had is what the database says. */
export function forgetUntouched(s: InstanceState): void {
  if (s.related === null) return
  for (const r of s.mapper.relationships) {
    if (!isUntouched(s, r)) continue
    const list = relatedValue(s, r) as RelationList
    forgotten.set(rawItems(list), list)
    s.related[r.index] = undefined
  }
}

function fireAppend(s: InstanceState, r: Relationship, item: object, initiator: Initiator): void {
  const child = stateOf(item)
  if (!child) throw notMapped(item)
  told(s, r, undefined, item)
  // cascades come first, then the other side, and only then is the parent recorded, as SQLAlchemy's listeners do
  afterAppend(s, r, child)
  const back = r.syncs
  if (
    back &&
    !(initiator.relationship === back && (initiator.op === (back.uselist ? 'append' : 'replace') || initiator.op === 'bulk'))
  ) {
    appendOther(child, back, s.object, initiator)
  }
  s.session?.changed(s)
  setParent(child, r, s, true)
}

function fireRemove(s: InstanceState, r: Relationship, item: object, initiator: Initiator): void {
  const child = stateOf(item)
  if (!child) return
  setParent(child, r, s, false)
  told(s, r, item, undefined)
  afterRemove(r, s, child)
  const back = r.syncs
  if (back && !(initiator.relationship === back && initiator.op === (back.uselist ? 'remove' : 'replace'))) {
    const list = relatedValue(s, r)
    const twice =
      !back.uselist &&
      list !== undefined &&
      Array.isArray(list) &&
      rawItems(list as RelationList).filter((x) => x === item).length > 1
    if (!twice) removeOther(child, back, s.object, initiator)
  }
  s.session?.changed(s)
}

/** Adds to the other side without loading it. */
function appendOther(child: InstanceState, back: Relationship, item: object, initiator: Initiator): void {
  if (child.mapper !== back.parent) throw wrongClass(back)
  if (!back.uselist) return setScalar(child, back, item, initiator)
  if (back.dynamic) return queue(child, back, item, 'added', initiator)
  const list = knownRelated(child, back)
  if (list === undefined) return queue(child, back, item, 'added', initiator)
  recordOld(child, back, rawItems(list as RelationList).slice())
  fireAppend(child, back, item, initiator)
  addItem(rawItems(list as RelationList), item)
}

/** Takes from the other side without loading it. */
function removeOther(child: InstanceState, back: Relationship, item: object, initiator: Initiator): void {
  if (child.mapper !== back.parent) throw wrongClass(back)
  if (!back.uselist) {
    // take away only what is there: somebody may have put another object meanwhile
    const now = knownRelated(child, back)
    if (now !== undefined && now !== item) return
    return setScalar(child, back, null, initiator)
  }
  if (back.dynamic) return queue(child, back, item, 'removed', initiator)
  const list = knownRelated(child, back)
  if (list === undefined) return queue(child, back, item, 'removed', initiator)
  const raw = rawItems(list as RelationList)
  if (!raw.includes(item)) return
  recordOld(child, back, raw.slice())
  fireRemove(child, back, item, initiator)
  dropItem(raw, item)
}

/** A change to a collection that is not loaded waits until it is. */
export function queue(
  s: InstanceState,
  r: Relationship,
  item: object,
  what: 'added' | 'removed',
  initiator: Initiator = what === 'added' ? r.append : r.remove,
): void {
  const fire = what === 'added' ? fireAppend : fireRemove
  if (!r.dynamic) {
    fire(s, r, item, initiator)
    const pending = waiting(s, r)
    if (!dropItem(what === 'added' ? pending.removed : pending.added, item)) pending[what].push(item)
    return
  }
  // a dynamic relationship notes the change before it tells anyone
  s.session?.changed(s)
  const pending = waiting(s, r)
  if (what === 'added' ? !pending.added.includes(item) : !dropItem(pending.added, item)) pending[what].push(item)
  fire(s, r, item, initiator)
}

function waiting(s: InstanceState, r: Relationship): PendingChanges {
  s.queued ??= new Array(s.mapper.relationships.length)
  return (s.queued[r.index] ??= { added: [], removed: [] })
}

const wrongClass = (back: Relationship) =>
  new TermError('KeyError', `'${back.key}'`, `Only objects of ${back.parent.className} belong there.`)

// ------------------------------------------------------------------ bookkeeping

function recordOld(s: InstanceState, r: Relationship, old: unknown): void {
  s.oldRelated ??= new Array(s.mapper.relationships.length)
  if (s.oldRelated[r.index] === undefined) s.oldRelated[r.index] = old
}

const tracksParent = (r: Relationship) => r.direction === 'ONETOMANY' || r.cascade.deleteOrphan

function setParent(child: InstanceState, r: Relationship, parent: InstanceState, has: boolean): void {
  if (!tracksParent(r)) return
  child.parents ??= new Map()
  if (has) child.parents.set(r, parent)
  else {
    const last = child.parents.get(r)
    if (last === undefined || last === false || sameKey(last, parent)) child.parents.set(r, false)
  }
}

const sameKey = (a: InstanceState, b: InstanceState): boolean =>
  a === b || (a.id === null && b.id === null) || (a.id !== null && b.id !== null && a.identity === b.identity)

/** Does some parent hold this object through the relationship? Where nothing is known: yes, if it has a row. */
function hasParent(child: InstanceState, r: Relationship): boolean {
  const known = child.parents?.get(r)
  return known === undefined ? child.id !== null : known !== false
}

/** Is it known that some parent holds this object through the relationship? */
export const isHeld = (child: InstanceState, r: Relationship): boolean => (child.parents?.get(r) ?? false) !== false

/** delete-orphan: an object that misses a parent it must have. */
export const isOrphan = (s: InstanceState): boolean =>
  s.mapper.orphanRules.length > 0 && s.mapper.orphanRules.some((r) => !hasParent(s, r))

function afterAppend(s: InstanceState, r: Relationship, child: InstanceState): void {
  if (s.session !== null && r.cascade.saveUpdate && !s.session.contains(child)) s.session.cascadeIn(child)
}

function afterRemove(r: Relationship, s: InstanceState, child: InstanceState): void {
  if (r.cascade.deleteOrphan && isOrphan(child)) (s.session ?? child.session)?.orphaned(child)
}

function told(s: InstanceState, r: Relationship, old: unknown, value: unknown): void {
  const { emit } = s.mapper.registry
  if (emit !== null && s.isFollowed) emit({ kind: 'attribute', object: s.ref, key: r.key, old: shown(old), new: shown(value) })
}
