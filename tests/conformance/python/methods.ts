import type { Core } from './core'
import { sorted } from './sort'
import { Decimal, dictEntries, isDict, PythonError, TimeDelta, Tuple } from './values'

type Method = (self: never, args: unknown[], py: Core, keywords: Record<string, unknown>) => unknown

const strings: Record<string, (s: string, args: unknown[], py: Core, kw: Record<string, unknown>) => unknown> = {
  upper: (s) => s.toUpperCase(),
  lower: (s) => s.toLowerCase(),
  title: (s) => s.replace(/\p{L}+/gu, (w) => w[0]!.toUpperCase() + w.slice(1).toLowerCase()),
  capitalize: (s) => s.charAt(0).toUpperCase() + s.slice(1).toLowerCase(),
  strip: (s, [chars]) =>
    chars === undefined ? s.trim() : [...s].join('').replace(new RegExp(`^[${chars}]+|[${chars}]+$`, 'g'), ''),
  lstrip: (s) => s.trimStart(),
  rstrip: (s) => s.trimEnd(),
  split: (s, [by]) => (by === undefined || by === null ? s.split(/\s+/).filter(Boolean) : s.split(by as string)),
  splitlines: (s) => s.split(/\r?\n/),
  join: (s, [items], py) => [...py.iterate(items)].join(s),
  replace: (s, [a, b]) => s.replaceAll(a as string, b as string),
  startswith: (s, [x]) => (x instanceof Tuple ? [...x] : [x]).some((p) => s.startsWith(p as string)),
  endswith: (s, [x]) => (x instanceof Tuple ? [...x] : [x]).some((p) => s.endsWith(p as string)),
  find: (s, [x]) => s.indexOf(x as string),
  index: (s, [x]) => s.indexOf(x as string),
  count: (s, [x]) => s.split(x as string).length - 1,
  zfill: (s, [n]) => s.padStart(n as number, '0'),
  isdigit: (s) => /^\d+$/.test(s),
  encode: (s) => new TextEncoder().encode(s),
  format: (s, args, py, kw) => {
    let next = 0
    return s.replace(/\{\{|\}\}|\{(\w*)(?:!r)?(?::[^}]*)?\}/g, (whole, key: string | undefined) => {
      if (whole === '{{' || whole === '}}') return whole[0]!
      const v = key === '' || key === undefined ? args[next++] : /^\d+$/.test(key) ? args[Number(key)] : kw[key]
      return whole.includes('!r') ? py.repr(v) : String(py.str(v))
    })
  },
}

/** List methods for arrays that have none of their own; a collection of the library brings `append`, `remove` and others. */
const lists: Record<string, (l: unknown[], args: unknown[], py: Core, kw: Record<string, unknown>) => unknown> = {
  append: (l, [x]) => void l.push(x),
  extend: (l, [xs], py) => void l.push(...py.iterate(xs)),
  insert: (l, [i, x]) => void l.splice(i as number, 0, x),
  remove: (l, [x], py) => {
    const i = l.findIndex((y) => py.equal(x, y))
    if (i < 0) throw new PythonError('ValueError', 'list.remove(x): x not in list')
    l.splice(i, 1)
  },
  pop: (l, [i]) => {
    if (l.length === 0) throw new PythonError('IndexError', 'pop from empty list')
    return i === undefined ? l.pop() : l.splice(i as number, 1)[0]
  },
  clear: (l) => void l.splice(0, l.length),
  reverse: (l) => void l.reverse(),
  copy: (l) => [...l],
  sort: (l, _, py, kw) => {
    // a collection of the library puts itself in order, which is no change of it
    if ('append' in l) {
      const order = sorted(py, [...l], kw)
      return void l.sort((a, b) => order.indexOf(a) - order.indexOf(b))
    }
    l.splice(0, l.length, ...sorted(py, l, kw))
  },
  count: (l, args, py) => {
    if (args.length !== 1) throw new PythonError('TypeError', `list.count() takes exactly one argument (${args.length} given)`)
    return l.filter((y) => py.equal(args[0], y)).length
  },
  index: (l, [x], py) => {
    const i = l.findIndex((y) => py.equal(x, y))
    if (i < 0) throw new PythonError('ValueError', `${py.repr(x)} is not in list`)
    return i
  },
}

const dicts: Record<string, Method> = {
  keys: (d) => dictEntries(d).map(([k]) => k),
  values: (d) => dictEntries(d).map(([, v]) => v),
  items: (d) => dictEntries(d).map((pair) => Tuple.make(pair)),
  copy: (d) => (isMap(d) ? new Map(d as Map<unknown, unknown>) : { ...(d as object) }),
  get: (d, [k, fallback], py) => (py.contains(d, k) ? py.index(d, k) : (fallback ?? null)),
  setdefault: (d, [k, v], py) => {
    if (!py.contains(d, k)) py.setIndex(d, k, v ?? null)
    return py.index(d, k)
  },
  update: (d, [other], py, kw) => {
    if (isDict(other)) for (const [k, v] of dictEntries(other)) py.setIndex(d, k, v)
    for (const [k, v] of Object.entries(kw)) py.setIndex(d, k, v)
  },
  pop: (d, [k, ...rest], py) => {
    if (!py.contains(d, k) && rest.length > 0) return rest[0]
    const v = py.index(d, k)
    py.deleteIndex(d, k)
    return v
  },
  clear: (d) =>
    isMap(d) ? (d as Map<unknown, unknown>).clear() : Object.keys(d).forEach((k) => delete (d as Record<string, unknown>)[k]),
}
const isMap = (d: unknown) => d instanceof Map

const sets: Record<string, (s: Set<unknown>, args: unknown[], py: Core) => unknown> = {
  add: (s, [x]) => void s.add(x),
  remove: (s, [x]) => {
    if (!s.delete(x)) throw new PythonError('KeyError', String(x))
  },
  discard: (s, [x]) => void s.delete(x),
  update: (s, [xs], py) => {
    for (const x of py.iterate(xs)) s.add(x)
  },
}

const decimals: Record<string, (d: Decimal, args: unknown[]) => unknown> = {
  quantize: (d, [unit]) => new Decimal(d.valueOf().toFixed((unit as Decimal).text.split('.')[1]?.length ?? 0)),
}

const pad = (n: number, width = 2) => String(n).padStart(width, '0')
const dates: Record<string, (d: Date) => unknown> = {
  isoformat: (d) =>
    d
      .toISOString()
      .replace(/\.000Z$/, '')
      .replace(/Z$/, '000'),
  date: (d) => new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate())),
  time: (d) => `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}:${pad(d.getUTCSeconds())}`,
}
const dateFields: Record<string, (d: Date) => number> = {
  year: (d) => d.getUTCFullYear(),
  month: (d) => d.getUTCMonth() + 1,
  day: (d) => d.getUTCDate(),
  hour: (d) => d.getUTCHours(),
  minute: (d) => d.getUTCMinutes(),
  second: (d) => d.getUTCSeconds(),
  microsecond: (d) => d.getUTCMilliseconds() * 1000,
}

const timeDeltaFields: Record<string, (ms: number) => number> = {
  days: (ms) => Math.floor(ms / 86_400_000),
  seconds: (ms) => Math.floor((ms - Math.floor(ms / 86_400_000) * 86_400_000) / 1000),
}
const timeDeltas: Record<string, (d: TimeDelta) => number> = { total_seconds: (d) => d.ms / 1000 }

/** The method of one of Python's own values, or undefined. */
export function nativeMethod(object: unknown, name: string): Method | undefined {
  if (typeof object === 'string') return strings[name] as Method | undefined
  if (object instanceof Set) return sets[name] as Method | undefined
  if (object instanceof Decimal) return decimals[name] as Method | undefined
  if (object instanceof Date) return dates[name] as Method | undefined
  if (object instanceof TimeDelta) return timeDeltas[name] as Method | undefined
  if (isDict(object)) return dicts[name]
  if (Array.isArray(object)) return lists[name] as Method | undefined
  return undefined
}

/** A data attribute of one of Python's own values, or undefined. */
export function nativeField(object: unknown, name: string): unknown {
  if (object instanceof TimeDelta) return timeDeltaFields[name]?.(object.ms)
  return object instanceof Date ? dateFields[name]?.(object) : undefined
}
