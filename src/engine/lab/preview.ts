import type { ObjectRef, Preview } from '../../protocol'

/** What only the database layer knows about a value. */
export interface Describer {
  describe(value: unknown): { object: ObjectRef; text: string } | null
  querySql(value: unknown): string | null
  modelName(value: unknown): string | null
}

const maxText = 2000
const maxNestedText = 200
const maxLine = 400
const maxItems = 100
const maxDepth = 3
/** Values that one preview may hold in all. */
const maxValues = 400

/**
 * A bounded picture of any value. Nothing the learner made can break it: getters are not called, and what throws on
 * being looked at is shown as unreadable.
 */
export function preview(value: unknown, describer: Describer): Preview {
  return new Previewer(describer).at(value, 0)
}

/** A string as console.log and print show it: without quotes. */
export function printed(value: unknown, describer: Describer): Preview {
  return typeof value === 'string' ? cut('string', value, maxText) : preview(value, describer)
}

class Previewer {
  private readonly above = new Set<object>()
  private seen = 0

  constructor(private readonly describer: Describer) {}

  at(value: unknown, depth: number): Preview {
    if (++this.seen > maxValues) return { kind: 'record', text: '...', truncated: true }
    if (typeof value === 'string') return cut('string', quoted(value, depth), depth === 0 ? maxText : maxNestedText)
    if (value === null) return { kind: 'null', text: 'null' }
    switch (typeof value) {
      case 'undefined':
        return { kind: 'undefined', text: 'undefined' }
      case 'boolean':
        return { kind: 'boolean', text: String(value) }
      case 'number':
        return { kind: 'number', text: Object.is(value, -0) ? '-0' : String(value) }
      case 'bigint':
        return cut('bigint', `${value}n`, maxText)
      case 'symbol':
        return cut('symbol', String(value), maxNestedText)
    }
    const object = value as object
    if (this.above.has(object))
      return { kind: Array.isArray(object) ? 'list' : 'record', text: Array.isArray(object) ? '[...]' : '{...}' }
    this.above.add(object)
    try {
      return this.object(object, depth)
    } catch (thrown) {
      return { kind: 'record', text: `<unreadable: ${reasonOf(thrown)}>` }
    } finally {
      this.above.delete(object)
    }
  }

  private object(value: object, depth: number): Preview {
    const { describer } = this
    const model = describer.modelName(value)
    if (model !== null) return { kind: 'class', text: `<class '${model}'>` }
    const described = describer.describe(value)
    if (described !== null) return { ...cut('model', described.text, maxNestedText), object: described.object }
    const sql = describer.querySql(value)
    if (sql !== null) return cut('query', sql, maxText)
    if (typeof value === 'function') return this.callable(value)
    if (Array.isArray(value)) return this.list(value.length, (i) => value[i], depth, '[', ']')
    if (value instanceof Date) return { kind: 'date', text: dateText(value) }
    if (value instanceof Error) return cut('error', errorText(value), maxText)
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return bytes(value)
    if (value instanceof Set) return this.list(value.size, indexed(Set.prototype.values.call(value)), depth, '{', '}')
    if (value instanceof Map) return this.map(value, depth)
    const own = ownText(value)
    return own === null ? this.record(value, depth) : cut('record', own, maxNestedText)
  }

  private callable(value: object): Preview {
    const source = Function.prototype.toString.call(value)
    const name = String(Object.getOwnPropertyDescriptor(value, 'name')?.value ?? '')
    return /^class\b/.test(source)
      ? { kind: 'class', text: `<class '${name}'>` }
      : { kind: 'function', text: `<function ${name || '(anonymous)'}>` }
  }

  private list(length: number, item: (index: number) => unknown, depth: number, open: string, close: string): Preview {
    if (depth >= maxDepth)
      return { kind: 'list', text: length === 0 ? open + close : `${open}...${close}`, length, truncated: true }
    const items: Preview[] = []
    for (let i = 0; i < Math.min(length, maxItems); i++) items.push(this.at(item(i), depth + 1))
    const line = joined(
      items.map(({ text }) => text),
      length - items.length,
    )
    return { kind: 'list', text: open + line.text + close, length, items, ...truncatedWhen(line.short) }
  }

  private map(value: Map<unknown, unknown>, depth: number): Preview {
    const pairs = [...Map.prototype.entries.call(value)].slice(0, maxItems)
    return this.entries(
      'Map ',
      pairs.map(([key, item]) => [this.at(key, maxDepth).text, () => this.at(item, depth + 1)]),
      value.size,
      depth,
    )
  }

  private record(value: object, depth: number): Preview {
    const keys = Object.keys(value)
    const pairs = keys.slice(0, maxItems).map((key): [string, () => Preview] => {
      const descriptor = Object.getOwnPropertyDescriptor(value, key)
      return [key, () => (descriptor?.get ? { kind: 'function', text: '(getter)' } : this.at(descriptor?.value, depth + 1))]
    })
    return this.entries(className(value), pairs, keys.length, depth)
  }

  private entries(prefix: string, pairs: [string, () => Preview][], length: number, depth: number): Preview {
    if (length === 0) return { kind: 'record', text: `${prefix}{}`, length, entries: [] }
    if (depth >= maxDepth) return { kind: 'record', text: `${prefix}{...}`, length, truncated: true }
    const entries = pairs.map(([key, item]): [string, Preview] => [key.slice(0, maxNestedText), item()])
    const line = joined(
      entries.map(([key, { text }]) => `${key}: ${text}`),
      length - entries.length,
    )
    return { kind: 'record', text: `${prefix}{ ${line.text} }`, length, entries, ...truncatedWhen(line.short) }
  }
}

function cut(kind: Preview['kind'], text: string, limit: number): Preview {
  return text.length <= limit ? { kind, text } : { kind, text: `${text.slice(0, limit)}...`, truncated: true }
}

function truncatedWhen(short: boolean): { truncated?: true } {
  return short ? { truncated: true } : {}
}

function quoted(text: string, depth: number): string {
  const part = text.slice(0, (depth === 0 ? maxText : maxNestedText) + 1)
  return `'${part.replace(/['\\\n\r\t]/g, (char) => ({ "'": "\\'", '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[char]!)}'`
}

function joined(parts: string[], left: number): { text: string; short: boolean } {
  let text = ''
  for (const [index, part] of parts.entries()) {
    const next = text === '' ? part : `${text}, ${part}`
    if (next.length > maxLine && index > 0) return { text: `${text}, ... ${parts.length - index + left} more`, short: true }
    text = next
  }
  return left > 0 ? { text: `${text}, ... ${left} more`, short: true } : { text, short: false }
}

/** Walks an iterator along with rising indexes. */
function indexed(values: Iterator<unknown>): (index: number) => unknown {
  return () => values.next().value
}

function dateText(value: Date): string {
  const time = Date.prototype.getTime.call(value)
  return Number.isNaN(time) ? 'Invalid Date' : Date.prototype.toISOString.call(value)
}

function bytes(value: ArrayBufferView | ArrayBuffer): Preview {
  const all = ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value)
  const hex = Array.from(all.subarray(0, 64), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return {
    kind: 'bytes',
    text: `x'${hex}${all.length > 64 ? '...' : ''}'`,
    length: all.length,
    ...truncatedWhen(all.length > 64),
  }
}

/** `TypeError: message`, from an error that may lie about itself. */
export function errorText(error: unknown): string {
  try {
    const { name, message } = error as Error
    return `${String(name)}: ${String(message)}`
  } catch {
    return 'an error that cannot be read'
  }
}

function reasonOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown).slice(0, maxNestedText)
  } catch {
    return 'it throws when looked at'
  }
}

/** What the object says of itself, when its class has a `toString` of its own (Python's `__repr__`). */
function ownText(value: object): string | null {
  const method = inherited(value, 'toString')
  if (typeof method !== 'function' || method === Object.prototype.toString) return null
  const text: unknown = Reflect.apply(method, value, [])
  return typeof text === 'string' ? text : null
}

function className(value: object): string {
  const constructor = inherited(value, 'constructor')
  const name: unknown = typeof constructor === 'function' ? Object.getOwnPropertyDescriptor(constructor, 'name')?.value : ''
  return typeof name === 'string' && name !== '' && name !== 'Object' ? `${name.slice(0, 80)} ` : ''
}

/** A plain property along the prototype chain; getters are not called. */
function inherited(value: object, key: string): unknown {
  let at: object | null = value
  for (let depth = 0; at !== null && depth < 20; depth++) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key)
    if (descriptor !== undefined) return descriptor.value
    at = Object.getPrototypeOf(at) as object | null
  }
  return undefined
}
