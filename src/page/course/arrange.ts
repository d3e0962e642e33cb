import type { Arrangement } from './step'

/** An item that stands too early, and why. */
export interface Misplaced {
  id: string
  otherwise: string
}

/**
 * Finds the first item that stands before one that it needs.
 * @param order ids of all items
 * @returns null when the order works
 */
export function misplaced({ items }: Arrangement, order: readonly string[]): Misplaced | null {
  for (const [i, id] of order.entries()) {
    const missing = items.find((item) => item.id === id)?.after.find((need) => !order.slice(0, i).includes(need.id))
    if (missing) return { id, otherwise: missing.otherwise }
  }
  return null
}

/** An order that works: of what may come next, always what stands first in the list. Shorter where nothing may come next. */
export function orderOf({ items }: Arrangement): string[] {
  const order: string[] = []
  const ready = () => items.find(({ id, after }) => !order.includes(id) && after.every((need) => order.includes(need.id)))
  for (let next = ready(); next; next = ready()) order.push(next.id)
  return order
}
