/** One row of a query for columns: a list whose elements also have names, as SQLAlchemy's Row. */
export interface Row extends Array<unknown> {
  readonly _mapping: Record<string, unknown>
  readonly _fields: readonly string[]
}

const kinds = new Map<string, new () => unknown[]>()

/** Makes rows with given names; the class is made once per list of names. */
export function rowMaker(keys: readonly string[]): (values: unknown[]) => Row {
  const id = JSON.stringify(keys)
  let Kind = kinds.get(id)
  if (!Kind) {
    Kind = class Row extends Array<unknown> {
      static override get [Symbol.species]() {
        return Array
      }
    }
    const { prototype } = Kind
    keys.forEach((key, i) => {
      if (!(key in prototype))
        Object.defineProperty(prototype, key, {
          get(this: unknown[]) {
            return this[i]
          },
        })
    })
    Object.defineProperty(prototype, '_fields', { value: keys })
    Object.defineProperty(prototype, '_mapping', {
      get(this: unknown[]) {
        return Object.fromEntries(keys.map((k, i) => [k, this[i]]))
      },
    })
    kinds.set(id, Kind)
  }
  const Made = Kind
  return (values) => {
    const row = new Made()
    for (let i = 0; i < values.length; i++) row[i] = values[i]
    return row as Row
  }
}

/** Each row once, the first of its like. Objects are compared by identity, other values by what they are. */
export function withoutRepeats<T>(rows: readonly T[]): T[] {
  const numbers = new Map<unknown, number>()
  const numberOf = (given: unknown) => {
    const value = given instanceof Date ? given.getTime() : given
    const known = numbers.get(value)
    if (known !== undefined) return known
    numbers.set(value, numbers.size)
    return numbers.size - 1
  }
  const seen = new Set<unknown>()
  return rows.filter((row) => {
    const key = Array.isArray(row) ? row.map(numberOf).join() : row
    return !seen.has(key) && seen.add(key)
  })
}
