import type { Core } from './core'
import type { Host } from './host'
import { nativeField, nativeMethod } from './methods'
import { ExceptionType, isNativeInstance, isSubclass, TypeObject } from './types'
import {
  Decimal,
  dictEntries,
  isDict,
  isPlainObject,
  isPythonFunction,
  type Keywords,
  makeDict,
  PythonError,
  percentFormat,
  pythonFunction,
  repr,
  Slice,
  TimeDelta,
  Tuple,
  typeName,
} from './values'

const comparisonNames: Record<string, (a: never, b: never) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** Python's operations on values: its own by its own rules, the library's by asking the host. */
export class Operations implements Core {
  constructor(protected readonly host: Host) {}

  /** Whether a value is a dict of the script: our library has plain objects too. */
  private isRecord(v: unknown): v is { [key: string]: unknown } {
    return isPlainObject(v) && !this.host.owns(v)
  }

  call(callee: unknown, args: unknown[], keywords: Keywords): unknown {
    if (callee instanceof ExceptionType) return new PythonError(callee.name, String(args[0] ?? ''))
    const result = this.host.call(callee, args, keywords)
    return result === undefined ? null : result
  }

  getAttribute(object: unknown, name: string): unknown {
    if (name === '__class__') return this.typeOf(object)
    if (object instanceof ExceptionType || object instanceof TypeObject || isPythonFunction(object)) {
      if (name === '__name__') return object.name
    }
    if (object instanceof Error && name === 'args') return Tuple.make([object.message])
    const field = nativeField(object, name)
    if (field !== undefined) return field
    const method = this.host.owns(object) ? undefined : nativeMethod(object, name)
    const own = Array.isArray(object) && 'append' in object && name in object && name !== 'sort'
    if (method !== undefined && !own)
      return pythonFunction(name, (args, keywords) => method(object as never, args, this, keywords) ?? null)
    if (
      object === null ||
      typeof object === 'string' ||
      typeof object === 'number' ||
      typeof object === 'boolean' ||
      this.isRecord(object)
    ) {
      throw new PythonError('AttributeError', `'${this.typeName(object)}' object has no attribute '${name}'`)
    }
    const value = this.host.getAttribute(object, name)
    return value === undefined ? null : value
  }

  hasAttribute(object: unknown, name: string): boolean {
    if (this.host.owns(object)) return this.host.hasAttribute(object, name)
    if (nativeMethod(object, name) !== undefined || nativeField(object, name) !== undefined) return true
    if (object === null || typeof object !== 'object' ? typeof object !== 'function' : this.isRecord(object)) return false
    return this.host.hasAttribute(object, name)
  }

  setAttribute(object: unknown, name: string, value: unknown): void {
    if (object === null) throw new PythonError('AttributeError', `'NoneType' object has no attribute '${name}'`)
    this.host.setAttribute(object, name, value)
  }

  deleteAttribute(object: unknown, name: string): void {
    this.host.deleteAttribute(object, name)
  }

  index(object: unknown, key: unknown): unknown {
    if (object instanceof Map) {
      for (const [k, v] of object) if (this.equal(k, key)) return v
      throw new PythonError('KeyError', this.repr(key))
    }
    if (this.isRecord(object)) {
      if (!Object.hasOwn(object, key as string)) throw new PythonError('KeyError', this.repr(key))
      return object[key as string]
    }
    if (Array.isArray(object) || typeof object === 'string') {
      if (key instanceof Slice) {
        const taken = key.positions(object.length).map((i) => object[i])
        return typeof object === 'string' ? taken.join('') : object instanceof Tuple ? Tuple.make(taken) : taken
      }
      if (typeof key === 'number') {
        const i = key < 0 ? key + object.length : key
        if (i < 0 || i >= object.length)
          throw new PythonError(
            'IndexError',
            `${object instanceof Tuple ? 'tuple' : typeof object === 'string' ? 'string' : 'list'} index out of range`,
          )
        return object[i]
      }
    }
    return this.host.index(object, key)
  }

  setIndex(object: unknown, key: unknown, value: unknown): void {
    if (object instanceof Map) object.set(key, value)
    else if (Array.isArray(object)) {
      if (key instanceof Slice) {
        const positions = key.positions(object.length)
        object.splice(positions[0] ?? key.from ?? object.length, positions.length, ...this.iterate(value))
      } else object.splice((key as number) < 0 ? (key as number) + object.length : (key as number), 1, value)
    } else (object as Record<string, unknown>)[key as string] = value
  }

  deleteIndex(object: unknown, key: unknown): void {
    if (object instanceof Map) object.delete(key)
    else if (Array.isArray(object)) {
      const positions =
        key instanceof Slice
          ? key.positions(object.length)
          : [(key as number) < 0 ? (key as number) + object.length : (key as number)]
      object.splice(positions[0] ?? 0, positions.length)
    } else delete (object as Record<string, unknown>)[key as string]
  }

  iterate(v: unknown): Iterable<unknown> {
    if (typeof v === 'string' || v instanceof Set || Array.isArray(v)) return v
    if (v instanceof Map) return v.keys()
    if (this.isRecord(v)) return Object.keys(v)
    const items = v === null || v === undefined ? undefined : this.host.iterate(v)
    if (items === undefined) throw new PythonError('TypeError', `'${this.typeName(v)}' object is not iterable`)
    return items
  }

  length(v: unknown): number {
    if (typeof v === 'string' || Array.isArray(v) || v instanceof Uint8Array) return v.length
    if (v instanceof Map || v instanceof Set) return v.size
    if (this.isRecord(v)) return Object.keys(v).length
    const length = v === null || v === undefined ? undefined : this.host.length(v)
    if (length === undefined) throw new PythonError('TypeError', `object of type '${this.typeName(v)}' has no len()`)
    return length
  }

  contains(container: unknown, item: unknown): boolean {
    if (typeof container === 'string') return container.includes(item as string)
    if (isDict(container)) return dictEntries(container).some(([k]) => this.equal(k, item))
    if (!Array.isArray(container) && !(container instanceof Set)) {
      const known = this.host.contains(container, item)
      if (known !== undefined) return known
    }
    for (const x of this.iterate(container)) if (x === item || this.equal(x, item)) return true
    return false
  }

  truth(v: unknown): boolean {
    if (v === null || v === undefined || v === false || v === 0 || v === '') return false
    if (v instanceof Decimal) return v.valueOf() !== 0
    if (Array.isArray(v)) return v.length > 0
    if (v instanceof Map || v instanceof Set) return v.size > 0
    if (this.isRecord(v)) return Object.keys(v).length > 0
    return typeof v === 'object' ? this.host.truth(v) : true
  }

  equal(a: unknown, b: unknown): boolean {
    return this.truth(this.compare('==', a, b))
  }

  compare(op: string, a: unknown, b: unknown): unknown {
    if (a instanceof TypeObject && (op === 'is' || op === '==')) return sameType(a, b)
    if (op === 'is') return (a ?? null) === (b ?? null)
    if (op === 'is not') return !this.compare('is', a, b)
    if (op === 'in') return this.contains(b, a)
    if (op === 'not in') return !this.contains(b, a)
    const hosted = this.host.compare(op, a, b)
    return hosted === undefined ? this.compareNative(op, a, b) : hosted
  }

  compareNative(op: string, a: unknown, b: unknown): boolean {
    if (op === '==') return this.same(a, b)
    if (op === '!=') return !this.same(a, b)
    if (Array.isArray(a) && Array.isArray(b)) {
      const i = a.findIndex((x, n) => n >= b.length || !this.same(x, b[n]))
      if (i < 0) return this.compareNative(op, a.length, b.length)
      return i >= b.length ? op.startsWith('>') : this.compareNative(op, a[i], b[i])
    }
    const kinds = [typeName(a), typeName(b)].map((k) =>
      k === 'int' || k === 'float' || k === 'bool' || k === 'Decimal' ? 'number' : k,
    )
    if (kinds[0] !== kinds[1])
      throw new PythonError(
        'TypeError',
        `'${op}' not supported between instances of '${this.typeName(a)}' and '${this.typeName(b)}'`,
      )
    return comparisonNames[op]!(a as never, b as never)
  }

  private same(a: unknown, b: unknown): boolean {
    if (a === b || (a ?? null) === (b ?? null)) return true
    if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
    if (a instanceof Decimal || b instanceof Decimal) return Number(a) === Number(b)
    if (typeof a === 'boolean' && typeof b === 'number') return Number(a) === b
    if (typeof b === 'boolean' && typeof a === 'number') return Number(b) === a
    if (Array.isArray(a) && Array.isArray(b)) {
      return isTuple(a) === isTuple(b) && a.length === b.length && a.every((x, i) => this.same(x, b[i]))
    }
    if (a instanceof Set && b instanceof Set) return a.size === b.size && [...a].every((x) => this.contains(b, x))
    if (a instanceof Uint8Array && b instanceof Uint8Array) return this.repr(a) === this.repr(b)
    if (isDict(a) && isDict(b)) {
      const x = dictEntries(a)
      return x.length === dictEntries(b).length && x.every(([k, v]) => this.contains(b, k) && this.same(v, this.index(b, k)))
    }
    return false
  }

  binary(op: string, a: unknown, b: unknown): unknown {
    const hosted = this.host.binary(op, a, b)
    if (hosted !== undefined) return hosted
    if (op === '%' && typeof a === 'string')
      return percentFormat(
        a,
        b,
        (v) => String(this.str(v)),
        (v) => this.repr(v),
      )
    if (op === '+' && Array.isArray(a) && Array.isArray(b)) return a instanceof Tuple ? Tuple.make([...a, ...b]) : [...a, ...b]
    if (op === '*' && typeof b === 'number') {
      if (typeof a === 'string') return a.repeat(b)
      if (Array.isArray(a)) return Array.from({ length: b }, () => a).flat()
    }
    if (op === '+' && typeof a === 'string' && typeof b === 'string') return a + b
    if (op === '|' && isDict(a) && isDict(b)) return makeDict([...dictEntries(a), ...dictEntries(b)])
    if (a instanceof Set && b instanceof Set) {
      if (op === '|') return new Set([...a, ...b])
      if (op === '&') return new Set([...a].filter((x) => b.has(x)))
      if (op === '-') return new Set([...a].filter((x) => !b.has(x)))
    }
    if (a instanceof Date && b instanceof TimeDelta) return new Date(a.getTime() + (op === '-' ? -b.ms : b.ms))
    if (a instanceof Date && b instanceof Date && op === '-') return new TimeDelta(a.getTime() - b.getTime())
    const numeric = (v: unknown) => typeof v === 'number' || typeof v === 'boolean' || v instanceof Decimal
    if (!numeric(a) || !numeric(b))
      throw new PythonError('TypeError', `unsupported operand type(s) for ${op}: '${this.typeName(a)}' and '${this.typeName(b)}'`)
    const n = arithmetic(op, Number(a), Number(b))
    return a instanceof Decimal || b instanceof Decimal ? new Decimal(String(n)) : n
  }

  unary(op: string, v: unknown): unknown {
    if (op === 'not') return !this.truth(v)
    const hosted = this.host.unary(op, v)
    if (hosted !== undefined) return hosted
    if (op === '-') return -Number(v)
    return op === '~' ? ~Number(v) : v
  }

  str(v: unknown): unknown {
    if (typeof v === 'string') return v
    if (v instanceof Decimal) return v.text
    if (v instanceof Error) return v.message
    // a row shows as a tuple
    if (Array.isArray(v)) return this.repr('_mapping' in v ? Tuple.make([...v]) : v)
    const own = isPlainObject(v) && this.host.owns(v) ? null : typeName(v)
    if (own !== null && own !== 'datetime' && own !== 'type' && own !== 'function') return this.repr(v)
    return this.host.str(v)
  }

  repr(v: unknown): string {
    return repr(v, (x) => this.host.repr(x))
  }

  typeName(v: unknown): string {
    return typeName(v) ?? this.host.typeName(v)
  }

  typeOf(v: unknown): unknown {
    const of = v === null || typeof v !== 'object' || v instanceof Error ? undefined : v.constructor
    return new TypeObject(this.typeName(v), of)
  }

  isInstance(v: unknown, type: unknown): boolean {
    const hosted = this.host.isInstance(v, type)
    if (hosted !== undefined) return hosted
    if (type instanceof ExceptionType) return v instanceof Error && this.catches(type, v)
    if (type instanceof TypeObject) return isNativeInstance(v, type.name)
    return isPythonFunction(type) && isNativeInstance(v, type.name)
  }

  protected catches(type: unknown, error: Error): boolean {
    if (type instanceof Tuple) return type.some((t) => this.catches(t, error))
    return isSubclass(error.name, (type as { name: string }).name)
  }
}

/** Rows of a result are tuples to Python. */
const isTuple = (v: unknown[]): boolean => v instanceof Tuple || '_fields' in v

/** `type(x) is list`: built-in types are functions here, models are classes. */
function sameType(a: TypeObject, b: unknown): boolean {
  if (b instanceof TypeObject) return a.name === b.name && a.of === b.of
  return a.of === b || (isPythonFunction(b) && b.name === a.name)
}

function arithmetic(op: string, x: number, y: number): number {
  switch (op) {
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    case '/':
      if (y === 0) throw new PythonError('ZeroDivisionError', 'division by zero')
      return x / y
    case '//':
      return Math.floor(x / y)
    case '%':
      return x - Math.floor(x / y) * y
    case '**':
      return x ** y
    case '&':
      return x & y
    case '|':
      return x | y
    case '^':
      return x ^ y
    case '<<':
      return x << y
    case '>>':
      return x >> y
    default:
      throw new Error(`unknown operator ${op}`)
  }
}
