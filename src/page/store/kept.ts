import type { PassedDatabase } from '../../protocol'
import { sameBytes } from './keeper'
import type { KeptDatabase } from './store'

/** How many databases are kept beside one draft, and how many bytes they have together. */
export const mostKept = 20
export const mostBytes = 32 * 1024 * 1024

/**
 * The kept databases with those that were just passed, newest first. The same content is kept once, under its newest moment;
 * what is oldest goes when there are too many or too large ones.
 * @param passed oldest first
 * @param at when; milliseconds since 1970
 */
export function withPassed(kept: readonly KeptDatabase[], passed: readonly PassedDatabase[], at: number): KeptDatabase[] {
  let all = [...kept]
  for (const one of passed) {
    const same = (other: KeptDatabase) =>
      other.revisions.join() === one.revisions.join() && sameBytes(other.database, one.database)
    all = [{ ...all.find(same), ...one, at }, ...all.filter((other) => !same(other))]
  }
  let bytes = 0
  return all.slice(0, mostKept).filter(({ database }) => (bytes += database.length) <= mostBytes)
}

/** What was kept, as far as it is whole. */
export const keptOf = (value: unknown): KeptDatabase[] =>
  Array.isArray(value)
    ? value.filter((k) => Array.isArray(k?.revisions) && k.database instanceof Uint8Array && typeof k.at === 'number')
    : []
