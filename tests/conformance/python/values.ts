/** A Python tuple: an array to everyone else. */
export class Tuple<T = unknown> extends Array<T> {
  static make<T>(items: Iterable<T>): Tuple<T> {
    const tuple = new Tuple<T>()
    for (const item of items) tuple.push(item)
    return tuple
  }
  static override get [Symbol.species]() {
    return Array
  }
}

/** A number with Python's decimal text. */
export class Decimal {
  constructor(readonly text: string) {}
  valueOf(): number {
    return Number(this.text)
  }
}

/** `datetime.timedelta`. */
export class TimeDelta {
  constructor(readonly ms: number) {}
}

export class Slice {
  constructor(
    readonly from: number | null,
    readonly to: number | null,
    readonly step: number | null,
  ) {}

  /** The positions that the slice takes of a sequence, with Python's rules for negative and missing bounds. */
  positions(length: number): number[] {
    const step = this.step ?? 1
    const clamp = (n: number, low: number, high: number) => Math.min(Math.max(n < 0 ? n + length : n, low), high)
    const from =
      this.from === null ? (step > 0 ? 0 : length - 1) : clamp(this.from, step > 0 ? 0 : -1, step > 0 ? length : length - 1)
    const to = this.to === null ? (step > 0 ? length : -1) : clamp(this.to, step > 0 ? 0 : -1, step > 0 ? length : length - 1)
    const positions: number[] = []
    for (let i = from; step > 0 ? i < to : i > to; i += step) positions.push(i)
    return positions
  }
}

/** An error of Python's own: `TypeError`, `KeyError`, ... */
export class PythonError extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/**
 * Thrown where a script uses a part of Python that TypeScript has no counterpart for (`bool()` of an expression, a tuple
 * that is not a list). The step is then left out of the comparison, and counted.
 */
export class NoCounterpart extends Error {
  override name = 'NoCounterpart'
}

/** Thrown where our library lacks what the script calls. */
export class Missing extends Error {
  override name = 'Missing'
}

/** The key under which a function of the interpreter takes its keyword arguments too. */
export const withKeywords = Symbol('with keywords')
export type Keywords = { [name: string]: unknown }
export interface PythonFunction {
  (...args: unknown[]): unknown
  [withKeywords]: (args: unknown[], keywords: Keywords) => unknown
}

/** Makes a function that Python code calls with keywords and JavaScript code calls without. */
export function pythonFunction(name: string, body: (args: unknown[], keywords: Keywords) => unknown): PythonFunction {
  const f = ((...args: unknown[]) => body(args, {})) as PythonFunction
  f[withKeywords] = body
  Object.defineProperty(f, 'name', { value: name })
  return f
}

export const isPythonFunction = (v: unknown): v is PythonFunction => typeof v === 'function' && withKeywords in v

/** A dict whose keys are all strings is a plain object, any other one a Map. */
export type Dict = Map<unknown, unknown> | { [key: string]: unknown }

export const isPlainObject = (v: unknown): v is { [key: string]: unknown } =>
  typeof v === 'object' && v !== null && (Object.getPrototypeOf(v) === Object.prototype || Object.getPrototypeOf(v) === null)
export const isDict = (v: unknown): v is Dict => v instanceof Map || isPlainObject(v)
export const dictEntries = (d: Dict): [unknown, unknown][] => (d instanceof Map ? [...d] : Object.entries(d))
export function makeDict(entries: [unknown, unknown][]): Dict {
  return entries.every(([k]) => typeof k === 'string') ? Object.fromEntries(entries as [string, unknown][]) : new Map(entries)
}

export function typeName(v: unknown): string | null {
  if (v === null || v === undefined) return 'NoneType'
  if (typeof v === 'string') return 'str'
  if (typeof v === 'boolean') return 'bool'
  if (typeof v === 'number') return Number.isInteger(v) ? 'int' : 'float'
  if (typeof v === 'bigint') return 'int'
  if (typeof v === 'function') return /^class\b/.test(Function.prototype.toString.call(v)) ? 'type' : 'function'
  if (v instanceof Tuple) return 'tuple'
  if (v instanceof Set) return 'set'
  if (v instanceof Uint8Array) return 'bytes'
  if (v instanceof Date) return 'datetime'
  if (v instanceof Decimal) return 'Decimal'
  if (isDict(v)) return 'dict'
  if (v instanceof Error) return v.name
  if (Array.isArray(v) && v.constructor === Array) return 'list'
  return null
}

/** Python's repr(). `other` shows what Python has no word for. */
export function repr(v: unknown, other: (v: unknown) => string = String): string {
  const show = (x: unknown) => repr(x, other)
  if (v === null || v === undefined) return 'None'
  if (v === true) return 'True'
  if (v === false) return 'False'
  if (typeof v === 'number' || typeof v === 'bigint') return String(v)
  if (typeof v === 'string') return quoted(v)
  if (v instanceof Tuple) return `(${v.map(show).join(', ')}${v.length === 1 ? ',' : ''})`
  if (v instanceof Set) return v.size === 0 ? 'set()' : `{${[...v].map(show).join(', ')}}`
  if (v instanceof Uint8Array) return `b${quoted(String.fromCharCode(...v))}`
  if (v instanceof Decimal) return `Decimal('${v.text}')`
  if (isDict(v)) {
    return `{${dictEntries(v)
      .map(([k, x]) => `${show(k)}: ${show(x)}`)
      .join(', ')}}`
  }
  if (Array.isArray(v)) return `[${Array.from(v, show).join(', ')}]`
  return other(v)
}

function quoted(s: string): string {
  const quote = s.includes("'") && !s.includes('"') ? '"' : "'"
  const body = s.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r')
  return quote + body.replaceAll(quote, `\\${quote}`) + quote
}

/** `'%s %d' % values`. */
export function percentFormat(format: string, value: unknown, str: (v: unknown) => string, rep: (v: unknown) => string): string {
  const values = value instanceof Tuple ? [...value] : [value]
  return format.replace(
    /%(?:\((\w+)\))?([-0 +#]*)(\d*)(?:\.(\d+))?([sdrifxXgeoc%])/g,
    (_, key, flags: string, width: string, precision: string, kind: string) => {
      if (kind === '%') return '%'
      const v = key !== undefined && isDict(value) ? new Map(dictEntries(value)).get(key) : values.shift()
      let text =
        kind === 'r'
          ? rep(v)
          : kind === 'd' || kind === 'i'
            ? String(Math.trunc(Number(v)))
            : kind === 'f'
              ? Number(v).toFixed(Number(precision || 6))
              : kind === 'x'
                ? Number(v).toString(16)
                : str(v)
      if (precision && kind === 's') text = text.slice(0, Number(precision))
      return flags.includes('-') ? text.padEnd(Number(width)) : text.padStart(Number(width), flags.includes('0') ? '0' : ' ')
    },
  )
}
