/** The moment at which every run begins, in milliseconds since 1970. */
export const runEpoch = Date.UTC(2026, 0, 5, 9, 0, 0)

/** A clock and random numbers that depend on the seed alone, so that a shared link replays to the same rows. */
export interface Determinism {
  /** Replacements for the globals of the same names. */
  readonly globals: { Date: DateConstructor; Math: Math; performance: { now(): number }; crypto: object }
  /** Starts both again. */
  reset(seed: number): void
}

/**
 * Makes seeded replacements for `Date`, `Math`, `performance` and `crypto`. Each look at the clock moves it on by one
 * millisecond: a loop that waits for a later time ends, and two rows made one after the other can be told apart.
 */
export function createDeterminism(): Determinism {
  let reads = 0
  let state = 1
  const now = () => runEpoch + reads++
  const random = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const getRandomValues = <T extends ArrayBufferView>(array: T): T => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256)
    return array
  }
  const randomUUID = () => {
    const bytes = getRandomValues(new Uint8Array(16))
    bytes[6] = (bytes[6]! & 0x0f) | 0x40
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }
  const math = Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(Math),
    random: { value: random, writable: true, configurable: true },
  })
  return {
    globals: {
      Date: seededDate(now),
      Math: math as Math,
      performance: { now: () => now() - runEpoch },
      crypto: { getRandomValues, randomUUID },
    },
    reset(seed) {
      reads = 0
      state = seed | 0
    },
  }
}

function seededDate(now: () => number): DateConstructor {
  return new Proxy(Date, {
    apply: () => new Date(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  })
}
