import type { Core } from './core'
import type { Keywords } from './values'

/** The order that `sorted()` and `max()` use, with their `key` and `reverse`. */
export function order(py: Core, kw: Keywords): (a: unknown, b: unknown) => number {
  const key = kw.key ? (x: unknown) => py.call(kw.key, [x], {}) : (x: unknown) => x
  return (a, b) => {
    const [x, y] = kw.reverse === true ? [key(b), key(a)] : [key(a), key(b)]
    return py.compareNative('<', x, y) ? -1 : py.compareNative('<', y, x) ? 1 : 0
  }
}

/** A sorted copy. */
export const sorted = (py: Core, items: unknown[], kw: Keywords): unknown[] => [...items].sort(order(py, kw))
