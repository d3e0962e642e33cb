import { TermError, typeError } from '../schema'
import type { Relationship } from './relationship'
import type { InstanceState } from './state'

const INSIDE = Symbol('backref list')

/** What happens when a list is changed by hand; attributes.ts gives it. */
export interface CollectionEvents {
  /** @param items the list without the proxy in front of it */
  adding(s: InstanceState, r: Relationship, item: object, items: object[]): void
  removing(s: InstanceState, r: Relationship, item: object, items: object[]): void
}

interface Inside {
  owner: InstanceState
  relationship: Relationship
  events: CollectionEvents
  /** The list itself, without the proxy in front of it. */
  raw: object[]
}

/**
 * The list behind a to-many relationship (SQLAlchemy's InstrumentedList). Every change keeps the other side in step.
 * JavaScript's own methods and the list methods of the notes (`append`, `remove`, `insert`, `extend`, `clear`) both work.
 */
export class RelationList<T extends object = object> extends Array<T> {
  static override get [Symbol.species]() {
    return Array
  }
  declare [INSIDE]: Inside

  // Walks the array itself: through the proxy each step would cost as much as ten.
  override [Symbol.iterator](): ArrayIterator<T> {
    return native[Symbol.iterator].call(this[INSIDE].raw) as ArrayIterator<T>
  }
  append(item: T): void {
    const { events, owner, relationship, raw } = this[INSIDE]
    events.adding(owner, relationship, item, raw)
    addItem(raw, item)
  }
  /** @throws TermError ValueError when it is not in the list */
  remove(item: T): void {
    const { events, owner, relationship, raw } = this[INSIDE]
    if (!raw.includes(item)) throw new TermError('ValueError', 'list.remove(x): x not in list', 'Look with .includes(...) first.')
    events.removing(owner, relationship, item, raw)
    dropItem(raw, item)
  }
  insert(index: number, item: T): void {
    this.splice(index, 0, item)
  }
  extend(items: Iterable<T>): void {
    for (const item of [...items]) this.append(item)
  }
  clear(): void {
    this.splice(0)
  }
  override push(...items: T[]): number {
    for (const item of items) this.append(item)
    return this.length
  }
  /** The last item, or the one at `index` as in Python. */
  override pop(index = -1): T | undefined {
    return this.splice(index, 1)[0]
  }
  override shift(): T | undefined {
    return this.splice(0, 1)[0]
  }
  override unshift(...items: T[]): number {
    this.splice(0, 0, ...items)
    return this.length
  }
  override splice(start: number, count?: number, ...items: T[]): T[] {
    const { events, owner, relationship, raw } = this[INSIDE]
    const from = start < 0 ? Math.max(raw.length + start, 0) : Math.min(start, raw.length)
    const taken = raw.slice(from, from + (count === undefined ? raw.length : Math.max(count, 0))) as T[]
    for (const item of taken) {
      events.removing(owner, relationship, item, raw)
      native.splice.call(raw, from, 1)
    }
    items.forEach((item, i) => {
      events.adding(owner, relationship, item, raw)
      native.splice.call(raw, from + i, 0, item)
    })
    return taken
  }
  override sort(compare?: (a: T, b: T) => number): this {
    native.sort.call(this[INSIDE].raw, compare as never)
    return this
  }
  override reverse(): T[] {
    native.reverse.call(this[INSIDE].raw)
    return this
  }
  override fill(): never {
    throw typeError('fill() is not possible on a relationship', 'Use append() and remove().')
  }
  override copyWithin(): never {
    throw typeError('copyWithin() is not possible on a relationship', 'Use append() and remove().')
  }
}

/** `role.users[0] = susan` and `role.users.length = 0` become changes like any other. */
const handler: ProxyHandler<RelationList> = {
  set(list, key, value) {
    if (key === 'length') {
      list.splice(Number(value))
      return true
    }
    const index = typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : null
    if (index === null) return Reflect.set(list, key, value)
    if (index > list[INSIDE].raw.length)
      throw new TermError('IndexError', 'list assignment index out of range', 'A relationship has no gaps: use append().')
    list.splice(index, 1, value)
    return true
  },
  deleteProperty(list, key) {
    if (typeof key === 'string' && /^\d+$/.test(key)) list.splice(Number(key), 1)
    else Reflect.deleteProperty(list, key)
    return true
  },
}

/** A list of an object's relationship, holding `items`. */
export function listFor(
  owner: InstanceState,
  relationship: Relationship,
  items: readonly object[],
  events: CollectionEvents,
): RelationList {
  const raw = new RelationList()
  // At once, a list has room for all of them; item by item it would grow again and again.
  if (items.length < 10_000) native.push.apply(raw, items as object[])
  else for (let i = 0; i < items.length; i++) raw[i] = items[i]!
  raw[INSIDE] = { owner, relationship, events, raw }
  return new Proxy(raw, handler)
}

/** The array inside a list. Change it with the functions below: nobody is told. */
export const rawItems = (list: RelationList): object[] => list[INSIDE].raw

/** Another list has taken its place: it is a list like any other now. */
export function letGo(list: RelationList): void {
  list[INSIDE].events = nobody
}
const nobody: CollectionEvents = { adding: () => undefined, removing: () => undefined }

const native = Array.prototype

export const addItem = (items: object[], item: object): void => {
  native.push.call(items, item)
}

/** Takes the first occurrence out of an array. */
export function dropItem(items: object[], item: object): boolean {
  const at = items.indexOf(item)
  if (at >= 0) native.splice.call(items, at, 1)
  return at >= 0
}
