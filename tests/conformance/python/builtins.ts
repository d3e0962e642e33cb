import type { Core } from './core'
import { order, sorted } from './sort'
import { ExceptionType, Property, PythonIterator, StaticMethod, TypeObject } from './types'
import {
  Decimal,
  dictEntries,
  isDict,
  makeDict,
  NoCounterpart,
  PythonError,
  type PythonFunction,
  pythonFunction,
  Slice,
  Tuple,
} from './values'

const exceptions = [
  'Exception',
  'BaseException',
  'TypeError',
  'ValueError',
  'KeyError',
  'IndexError',
  'AttributeError',
  'RuntimeError',
  'LookupError',
  'StopIteration',
  'NameError',
  'NotImplementedError',
  'AssertionError',
]

/** Names that every script has. `out` takes what print() writes. */
export function builtins(py: Core, out: (line: string) => void): Map<string, unknown> {
  const names = new Map<string, unknown>()
  const define = (name: string, f: (args: unknown[], kw: Record<string, unknown>) => unknown) =>
    names.set(name, pythonFunction(name, f))
  const list = (v: unknown) => [...py.iterate(v)]
  define('len', ([v]) => py.length(v))
  define('str', ([v]) => (v === undefined ? '' : py.str(v)))
  define('repr', ([v]) => py.repr(v))
  define('int', ([v]) => {
    const n = Math.trunc(Number(v instanceof Decimal ? v.text : v))
    if (Number.isNaN(n)) throw new PythonError('ValueError', `invalid literal for int() with base 10: ${py.repr(v)}`)
    return n
  })
  define('float', ([v]) => Number(v))
  define('bool', ([v]) => py.truth(v))
  define('list', ([v]) => (v === undefined ? [] : list(v)))
  define('tuple', ([v]) => Tuple.make(v === undefined ? [] : list(v)))
  define('set', ([v]) => new Set(v === undefined ? [] : list(v)))
  define('frozenset', ([v]) => new Set(v === undefined ? [] : list(v)))
  define('dict', ([v], kw) => {
    const given = v === undefined ? [] : isDict(v) ? dictEntries(v) : list(v).map((pair) => list(pair) as [unknown, unknown])
    return makeDict([...given, ...Object.entries(kw)])
  })
  define('sorted', ([v], kw) => sorted(py, list(v), kw))
  define('reversed', ([v]) => list(v).reverse())
  define('enumerate', ([v, from]) => list(v).map((x, i) => Tuple.make([i + Number(from ?? 0), x])))
  define('zip', (args) => {
    const lists = args.map(list)
    return Array.from({ length: Math.min(...lists.map((l) => l.length)) }, (_, i) => Tuple.make(lists.map((l) => l[i])))
  })
  define('map', ([f, ...lists]) => list(lists[0]).map((x, i) => py.call(f, [x, ...lists.slice(1).map((l) => list(l)[i])], {})))
  define('filter', ([f, v]) => list(v).filter((x) => py.truth(f === null ? x : py.call(f, [x], {}))))
  define('range', (args) => {
    const [a, b, step] = args as number[]
    const [from, to] = b === undefined ? [0, a!] : [a!, b]
    const by = step ?? 1
    return Array.from({ length: Math.max(0, Math.ceil((to - from) / by)) }, (_, i) => from + i * by)
  })
  define('sum', ([v, start]) => list(v).reduce((a, x) => py.binary('+', a, x), start ?? 0))
  const extreme = (sign: 1 | -1) => (args: unknown[], kw: Record<string, unknown>) => {
    const items = args.length === 1 ? list(args[0]) : args
    if (items.length === 0 && 'default' in kw) return kw.default
    if (items.length === 0) throw new PythonError('ValueError', 'max() arg is an empty sequence')
    const compare = order(py, kw)
    return items.reduce((best, x) => (compare(x, best) * sign > 0 ? x : best))
  }
  define('max', extreme(1))
  define('min', extreme(-1))
  define('abs', ([v]) => Math.abs(Number(v)))
  define('round', ([v, n]) => Number(Number(v).toFixed(Number(n ?? 0))))
  define('any', ([v]) => list(v).some((x) => py.truth(x)))
  define('all', ([v]) => list(v).every((x) => py.truth(x)))
  define('id', () => {
    throw new NoCounterpart('id() of an object')
  })
  define('hash', () => {
    throw new NoCounterpart('hash() of an object')
  })
  define('iter', ([v]) => new PythonIterator(py.iterate(v)[Symbol.iterator]()))
  define('next', ([v, ...rest]) => {
    try {
      if (v instanceof PythonIterator) return v.next()
      const [first] = py.iterate(v)
      if (first === undefined) throw new PythonError('StopIteration', '')
      return first
    } catch (error) {
      if (rest.length > 0 && (error as Error).name === 'StopIteration') return rest[0]
      throw error
    }
  })
  define('property', ([f]) => new Property(f as PythonFunction))
  define('staticmethod', ([f]) => new StaticMethod(f as PythonFunction, false))
  define('classmethod', ([f]) => new StaticMethod(f as PythonFunction, true))
  define('bytes', ([v]) => (typeof v === 'number' ? new Uint8Array(v) : Uint8Array.from(list(v) as number[])))
  define('callable', ([v]) => typeof v === 'function')
  define('vars', ([v]) => py.getAttribute(v, '__dict__'))
  define('type', ([v]) => py.typeOf(v))
  define('isinstance', ([v, type]) => (type instanceof Tuple ? [...type] : [type]).some((t) => py.isInstance(v, t)))
  define('hasattr', ([v, name]) => py.hasAttribute(v, name as string))
  define('getattr', ([v, name, ...rest]) =>
    rest.length > 0 && !py.hasAttribute(v, name as string) ? rest[0] : py.getAttribute(v, name as string),
  )
  define('setattr', ([v, name, value]) => {
    py.setAttribute(v, name as string, value)
    return null
  })
  define('delattr', ([v, name]) => {
    py.deleteAttribute(v, name as string)
    return null
  })
  define('print', (args, kw) => {
    out(args.map((x) => String(py.str(x))).join(String(kw.sep ?? ' ')))
    return null
  })
  define(
    'slice',
    (args) =>
      new Slice((args[0] ?? null) as number | null, (args[1] ?? null) as number | null, (args[2] ?? null) as number | null),
  )
  for (const name of exceptions) names.set(name, new ExceptionType(name))
  names.set('object', new TypeObject('object', Object))
  return names
}
