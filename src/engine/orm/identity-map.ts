import type { Mapper } from './mapper'
import { type InstanceState, identity } from './state'

/** Up to here, integer keys index an array: reading it is about four times faster than a Map. */
const dense = 1 << 20

const isDense = (key: unknown): key is number => typeof key === 'number' && key >= 0 && key < dense && Number.isInteger(key)

class Bucket {
  private readonly list: (InstanceState | undefined)[] = []
  private readonly rest = new Map<unknown, InstanceState>()

  get(key: unknown): InstanceState | undefined {
    return isDense(key) ? this.list[key] : this.rest.get(key)
  }
  set(key: unknown, state: InstanceState): void {
    if (isDense(key)) this.list[key] = state
    else this.rest.set(key, state)
  }
  delete(key: unknown): void {
    if (isDense(key)) this.list[key] = undefined
    else this.rest.delete(key)
  }
  values(into: InstanceState[]): void {
    for (const s of this.list) if (s !== undefined) into.push(s)
    for (const s of this.rest.values()) into.push(s)
  }
}

/**
 * One object per (class, primary key) and session. Keys are compared as given: '1' is not 1 (orm/172). References are strong:
 * sessions here are short, and an object that vanishes between two lines would only confuse.
 */
export class IdentityMap {
  private readonly buckets = new Map<Mapper, Bucket>()
  /** The one that was used last, for many objects of one class after the other. */
  private lastMapper: Mapper | null = null
  private last: Bucket | undefined

  /** @param key the primary key, or for several columns the array of them */
  get(mapper: Mapper, key: unknown): InstanceState | undefined {
    return this.bucket(mapper)?.get(key)
  }
  find(mapper: Mapper, key: readonly unknown[]): InstanceState | undefined {
    return this.get(mapper, identity(key))
  }
  add(state: InstanceState): void {
    let bucket = this.bucket(state.mapper)
    if (bucket === undefined) {
      bucket = new Bucket()
      this.buckets.set(state.mapper, bucket)
      this.last = bucket
    }
    bucket.set(state.identity, state)
  }
  remove(state: InstanceState): void {
    const key = state.identity
    const bucket = this.bucket(state.mapper)
    if (bucket?.get(key) === state) bucket.delete(key)
  }
  /** All of them, as they are now. */
  states(): InstanceState[] {
    const all: InstanceState[] = []
    for (const bucket of this.buckets.values()) bucket.values(all)
    return all
  }
  clear(): void {
    this.buckets.clear()
    this.lastMapper = null
  }

  private bucket(mapper: Mapper): Bucket | undefined {
    if (mapper !== this.lastMapper) {
      this.last = this.buckets.get(mapper)
      this.lastMapper = mapper
    }
    return this.last
  }
}
