import type { Keywords } from './values'

/** Operations on Python values that built-in functions and methods need. */
export interface Core {
  call(callee: unknown, args: unknown[], keywords: Keywords): unknown
  getAttribute(object: unknown, name: string): unknown
  hasAttribute(object: unknown, name: string): boolean
  setAttribute(object: unknown, name: string, value: unknown): void
  deleteAttribute(object: unknown, name: string): void
  index(object: unknown, key: unknown): unknown
  setIndex(object: unknown, key: unknown, value: unknown): void
  deleteIndex(object: unknown, key: unknown): void
  iterate(v: unknown): Iterable<unknown>
  length(v: unknown): number
  contains(container: unknown, item: unknown): boolean
  truth(v: unknown): boolean
  equal(a: unknown, b: unknown): boolean
  compareNative(op: string, a: unknown, b: unknown): boolean
  binary(op: string, a: unknown, b: unknown): unknown
  str(v: unknown): unknown
  repr(v: unknown): string
  typeOf(v: unknown): unknown
  isInstance(v: unknown, type: unknown): boolean
}
