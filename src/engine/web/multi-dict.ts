/** Names with one or more values, in order: the fields of a form, the arguments of an address. A field is also a property. */
export class MultiDict implements Iterable<[string, string]> {
  readonly [name: string]: unknown

  constructor(pairs: Iterable<readonly [string, string]>) {
    const all = [...pairs].map(([name, value]): [string, string] => [name, value])
    Object.defineProperty(this, pairsOf, { value: all })
    for (const [name, value] of all) if (!(name in this)) Object.defineProperty(this, name, { value, enumerable: true })
  }
  /** The first value of a name. @param type makes something of it; when that fails, the default counts */
  get(name: string, otherwise: unknown = null, type?: (text: string) => unknown): unknown {
    const found = this.pairs.find(([each]) => each === name)
    if (found === undefined) return otherwise
    if (type === undefined) return found[1]
    try {
      const made = type(found[1])
      return typeof made === 'number' && Number.isNaN(made) ? otherwise : made
    } catch {
      return otherwise
    }
  }
  getlist(name: string): string[] {
    return this.pairs.filter(([each]) => each === name).map(([, value]) => value)
  }
  has(name: string): boolean {
    return this.pairs.some(([each]) => each === name)
  }
  keys(): string[] {
    return [...new Set(this.pairs.map(([name]) => name))]
  }
  values(): string[] {
    return this.keys().map((name) => this.get(name) as string)
  }
  items(): [string, string][] {
    return this.keys().map((name) => [name, this.get(name) as string])
  }
  get size(): number {
    return this.keys().length
  }
  [Symbol.iterator](): Iterator<[string, string]> {
    return this.pairs[Symbol.iterator]()
  }
  toString(): string {
    return `MultiDict([${this.pairs.map(([name, value]) => `('${name}', '${value}')`).join(', ')}])`
  }
  private get pairs(): [string, string][] {
    return (this as unknown as Record<symbol, [string, string][]>)[pairsOf]!
  }
}

const pairsOf = Symbol('pairs')
