import type { Recorded, RecordedError } from './case'
import { EnumMember } from './library/declarations'
import { SqlText } from './library/sql-text'
import { dictEntries, isDict, Tuple } from './python/values'
import { tablesOf, textValues } from './sql'

/** What the comparison asks about objects of the library. None of it may cause SQL. */
export interface Inspector {
  /** Null when the value is no mapped object. `loaded`: column attributes by Python name. */
  object(v: unknown): { model: string; key: unknown[] | null; state: string; loaded: Record<string, unknown> } | null
  /** Whether the value is a query, and its text. */
  query(v: unknown): string | null
  className(v: unknown): string | null
  pythonName(key: string): string
  repr(v: unknown): string
  /** A pagination's fields by Python name, or null. */
  pagination(v: unknown): Record<string, unknown> | null
}

/**
 * Compares one of our values with a recorded one. Returns what differs, or null.
 * @param anyOrder for lists whose order the recordings leave to the version of SQLite
 */
export function difference(expected: Recorded, actual: unknown, inspector: Inspector, anyOrder = false): string | null {
  if (anyOrder && Array.isArray(expected) && Array.isArray(actual)) {
    const rest = [...actual]
    const found = expected.every((e) => {
      const i = rest.findIndex((a) => difference(e, a, inspector, true) === null)
      return i >= 0 && rest.splice(i, 1).length === 1
    })
    return found && rest.length === 0 ? null : compared(expected, actual, inspector, '')
  }
  return compared(expected, actual, inspector, '')
}

function compared(expected: Recorded, actual: unknown, inspector: Inspector, path: string): string | null {
  const at = path ? `${path}: ` : ''
  const not = (what: string) => `${at}expected ${what}, got ${describe(actual, inspector)}`
  const inside = (e: Recorded, a: unknown, where: string) => compared(e, a, inspector, `${path}${where}`)
  if (expected === null) return actual === null || actual === undefined ? null : not('None')
  if (typeof expected === 'string') {
    if (actual instanceof SqlText) return sqlTextDifference(expected, actual, at)
    return typeof actual === 'string' && plain(actual) === plain(expected) ? null : not(JSON.stringify(expected))
  }
  if (typeof expected === 'number')
    return Number(actual) === expected && (typeof actual === 'number' || typeof actual === 'bigint')
      ? null
      : not(String(expected))
  if (typeof expected === 'boolean') return actual === expected ? null : not(String(expected))
  if (Array.isArray(expected)) return listDifference(expected, actual, inside, not)
  const [kind] = Object.keys(expected)
  const value = expected[kind!]!
  switch (kind) {
    case '$tuple':
      if (actual instanceof SqlText && actual.values !== null) return shownDifference(value as Recorded[], actual, at)
      return listDifference(value as Recorded[], actual, inside, not)
    case '$row': {
      const cells = Array.isArray(actual) || typeof actual !== 'object' ? actual : Array.from(actual as Iterable<unknown>)
      return (
        listDifference(value as Recorded[], cells, inside, not) ??
        keysDifference(expected.keys as string[], actual, inspector, at)
      )
    }
    case '$set': {
      if (!(actual instanceof Set) && !Array.isArray(actual)) return not('a set')
      const rest = [...actual]
      for (const item of value as Recorded[]) {
        const i = rest.findIndex((x) => compared(item, x, inspector, '') === null)
        if (i < 0) return `${at}nothing in ${describe(actual, inspector)} is ${JSON.stringify(item)}`
        rest.splice(i, 1)
      }
      return rest.length > 0 ? `${at}not expected in the set: ${describe(rest, inspector)}` : null
    }
    case '$dict': {
      if (!isDict(actual)) return not('a dict')
      const entries = new Map(dictEntries(actual).map(([k, v]) => [JSON.stringify(k), v]))
      const pairs = value as [Recorded, Recorded][]
      if (entries.size !== pairs.length) return not(JSON.stringify(expected))
      for (const [k, v] of pairs) {
        const key = JSON.stringify(k)
        const found = entries.has(key) ? inside(v, entries.get(key), `[${key}]`) : `${at}no key ${key}`
        if (found) return found
      }
      return null
    }
    case '$obj':
      return objectDifference(expected as ObjectRecord, actual, inspector, inside, at, not)
    case '$query': {
      const text = inspector.query(actual)
      return text === null ? not('a query') : sqlTextDifference(value as string, new SqlText(text), at)
    }
    case '$pagination': {
      const fields = inspector.pagination(actual)
      if (fields === null) return not('a pagination')
      for (const [k, v] of Object.entries(value as { [k: string]: Recorded })) {
        const found = inside(v, fields[k], `.${k}`)
        if (found) return found
      }
      return null
    }
    case '$datetime':
    case '$date': {
      const text = actual instanceof Date ? actual.toISOString().replace(/\.?0*Z$/, '') : null
      const want = kind === '$date' ? `${String(value)}T00:00:00` : String(value).replace(/(\.\d*?)0+$/, '$1')
      return text !== null && (text === want || new Date(`${want}Z`).getTime() === (actual as Date).getTime())
        ? null
        : not(String(value))
    }
    case '$time':
      return typeof actual === 'string' && actual.replace(/\.0+$/, '') === value ? null : not(String(value))
    case '$decimal':
      return typeof actual !== 'object' && Number(actual) === Number(value) ? null : not(String(value))
    case '$bytes':
      return actual instanceof Uint8Array && Buffer.from(actual).toString('hex') === value ? null : not(`bytes ${String(value)}`)
    case '$enum':
      return actual instanceof EnumMember && `${actual.type.name}.${actual.name}` === value ? null : not(String(value))
    case '$type':
      return inspector.className(actual) === value ? null : not(`class ${String(value)}`)
    case '$repr':
      return reprDifference(value as string, actual, inspector, at)
    default:
      return `${at}the runner does not know ${JSON.stringify(expected)}`
  }
}

/** Numbers of objects in memory say nothing. */
const plain = (s: string) =>
  s.replace(/\((transient|pending|detached) \w+\)/g, '($1 ID)').replace(/0x[0-9a-fA-F]+|0xADDR/g, '0xADDR')

type Inside = (e: Recorded, a: unknown, where: string) => string | null

function listDifference(expected: Recorded[], actual: unknown, inside: Inside, not: (what: string) => string): string | null {
  const items = Array.isArray(actual) ? actual : actual instanceof Set ? [...actual] : null
  if (items === null) return not('a list')
  for (let i = 0; i < Math.min(expected.length, items.length); i++) {
    const found = inside(expected[i]!, items[i], `[${i}]`)
    if (found) return found
  }
  return items.length === expected.length ? null : not(`${expected.length} items`)
}

function keysDifference(expected: string[] | undefined, actual: unknown, inspector: Inspector, at: string): string | null {
  const mapping = (actual as { _mapping?: object } | null)?._mapping
  if (expected === undefined || mapping === undefined) return null
  const keys = Object.keys(mapping).map(inspector.pythonName)
  return expected.every((k) => keys.includes(k)) ? null : `${at}expected the keys ${expected.join(', ')}, got ${keys.join(', ')}`
}

interface ObjectRecord {
  [key: string]: Recorded
  $obj: string
  pk: Recorded[] | null
  state: string
  loaded: { [attribute: string]: Recorded }
}

function objectDifference(
  expected: ObjectRecord,
  actual: unknown,
  inspector: Inspector,
  inside: Inside,
  at: string,
  not: (what: string) => string,
): string | null {
  const found = inspector.object(actual)
  if (found === null || found.model !== expected.$obj) return not(`a ${expected.$obj}`)
  if (found.state !== expected.state) return `${at}expected a ${expected.state} ${expected.$obj}, got a ${found.state} one`
  if (JSON.stringify(found.key) !== JSON.stringify(expected.pk))
    return `${at}expected the key ${JSON.stringify(expected.pk)}, got ${JSON.stringify(found.key)}`
  const names = Object.keys(expected.loaded).sort()
  const loaded = Object.keys(found.loaded).sort()
  if (names.join() !== loaded.join())
    return `${at}expected ${expected.$obj} with ${names.join(', ') || 'nothing'} loaded, got ${loaded.join(', ') || 'nothing'}`
  for (const name of names) {
    const different = inside(expected.loaded[name]!, found.loaded[name], `.${name}`)
    if (different) return different
  }
  return null
}

const clauses = [
  'DISTINCT',
  'LEFT OUTER JOIN',
  'JOIN',
  'WHERE',
  'GROUP BY',
  'HAVING',
  'ORDER BY',
  'LIMIT',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'EXISTS',
]

/** Text of a query: the same tables and clauses, and as many parameters. */
function sqlTextDifference(expected: string, actual: SqlText, at: string): string | null {
  // a list after IN is one parameter until the statement runs
  const lists = (sql: string) => sql.replace(/\bIN \((?:__\[POSTCOMPILE_\w+\]|\?(?:, \?)*)\)/g, 'IN (?)')
  const parts = (text: string, sql = lists(text)) => ({
    tables: tablesOf(sql),
    clauses: clauses.filter((c) => sql.toUpperCase().includes(c)),
    parameters: (
      sql
        .replace(/ !?= (?:true|false|1|0)\b/gi, '')
        .replace(/'(?:[^']|'')*'/g, '')
        .match(/\?|(?<![:\w]):\w+|\b\d+\b(?=\s*(?:$|\)|AND|OR|LIMIT|OFFSET))/g) ?? []
    ).length,
    orderBy: /\bORDER BY\s+([^()]*?)(?:\s+LIMIT\b|$)/i.exec(sql.replace(/\s+/g, ' '))?.[1] ?? null,
  })
  const [want, got] = [parts(expected), parts(actual.text)]
  return JSON.stringify(want) === JSON.stringify(got)
    ? null
    : `${at}expected SQL like ${JSON.stringify(expected)}, got ${JSON.stringify(actual.text)}`
}

/** `show(expression)`: the same columns in the same order, and the same values. */
function shownDifference([text, names]: Recorded[], actual: SqlText, at: string): string | null {
  const parameters = new Map((names as { $dict: [string, Recorded][] }).$dict)
  const flat: unknown[] = []
  let marked = (text as string).replace(/__\[POSTCOMPILE_(\w+)\]|(?<![:\w]):(\w+)/g, (_, list: string, one: string) => {
    const value = parameters.get(list ?? one) ?? null
    const values = list ? (value as Recorded[]) : [value]
    flat.push(...values)
    return values.map(() => '?').join(', ')
  })
  // the recordings show a database with booleans, where SQLite compares with 0
  marked = marked.replace(/^NOT (\w+\.\w+)$/, '$1 = 0')
  const columns = (sql: string) => sql.replace(/'[^']*'/g, '').match(/\b[a-z_]\w*\.\w+/gi) ?? []
  const ours = actual.text.replace(/SELECT 1(?:, 1)* FROM \(SELECT 1(?:, 1)*\) WHERE 1!=1/g, '')
  const facts = (sql: string, values: unknown[]) => ({ columns: columns(sql), values: textValues(sql, [...values]) })
  // `paid` is a condition by itself where `paid = 1` is one on SQLite
  const bare = (sql: string) => sql.replace(/ !?= (?:true|false|1|0)\b/gi, '')
  if (JSON.stringify(facts(bare(marked), flat)) === JSON.stringify(facts(bare(ours), actual.values ?? []))) return null
  const want = facts(marked, flat)
  const got = facts(ours, actual.values ?? [])
  return JSON.stringify(want) === JSON.stringify(got)
    ? null
    : `${at}expected ${JSON.stringify(text)} with ${JSON.stringify([...parameters.values()])}, got ${JSON.stringify(actual.text)} with ${JSON.stringify(actual.values)}`
}

/** The repr of something that has no counterpart of its own: a list or dict by its items, other objects by being there. */
function reprDifference(expected: string, actual: unknown, inspector: Inspector, at: string): string | null {
  const text = inspector.repr(actual)
  if (text === expected) return null
  // commit() and rollback() of a savepoint return the transaction in Python, nothing here
  if (expected.startsWith('<sqlalchemy.orm.session.SessionTransaction') && (actual === null || actual === undefined)) return null
  const items = /^\w+\((\[.*\])\)$/s.exec(expected)
  if (items && inspector.repr(Array.isArray(actual) ? [...actual] : actual) === items[1]) return null
  const hasItems = items !== null || /^[[{(]/.test(expected)
  if (!hasItems && actual !== null && (typeof actual === 'object' || typeof actual === 'function')) return null
  const delta = /^datetime\.timedelta\((?:days=(\d+))?(?:, )?(?:seconds=(\d+))?(?:, microseconds=(\d+))?\)$/.exec(expected)
  if (delta && actual === Number(delta[1] ?? 0) * 86_400_000 + Number(delta[2] ?? 0) * 1000 + Number(delta[3] ?? 0) / 1000)
    return null
  return `${at}expected ${expected}, got ${text}`
}

export function describe(v: unknown, inspector: Inspector, depth = 0): string {
  const object = inspector.object(v)
  if (object)
    return `<${object.model} ${JSON.stringify(object.key)} ${object.state} ${Object.entries(object.loaded)
      .map(([k, x]) => `${k}=${describe(x, inspector, depth + 1)}`)
      .join(' ')}>`
  if (Array.isArray(v) && depth < 3) {
    const items = v
      .slice(0, 8)
      .map((x) => describe(x, inspector, depth + 1))
      .join(', ')
    return v instanceof Tuple ? `(${items})` : `[${items}${v.length > 8 ? ', …' : ''}]`
  }
  if (v instanceof SqlText) return JSON.stringify(v.text)
  const text = inspector.repr(v)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** Compares the error of a step: its type, and that most words of the message are there. */
export function errorDifference(expected: RecordedError, actual: Error): string | null {
  if (actual.name !== expected.type)
    return `expected ${expected.type} (${firstLine(expected.message)}), got ${actual.name}: ${firstLine(actual.message)}`
  if (expected.message.startsWith('(raised as a result of') && !/autoflush/i.test(actual.message))
    return `the message does not say that an autoflush raised it: ${firstLine(actual.message)}`
  return shareOfWords(expected.message, actual.message) >= 0.6
    ? null
    : `expected the message ${JSON.stringify(body(expected.message))}, got ${JSON.stringify(body(actual.message))}`
}

const firstLine = (s: string) => s.split('\n')[0]!.slice(0, 140)

/** A message without the parts that show SQL, parameters, links and addresses. */
function body(message: string): string {
  return message
    .replace(/^\(raised as a result of[^)]*\)\n?/s, '')
    .replace(/\n?\[(SQL|parameters):[\s\S]*$/, '')
    .replace(/\(Background on this error at:[^)]*\)/g, '')
    .replace(/0x[0-9a-fA-F]+|0xADDR/g, '')
    .trim()
}

function words(message: string): Set<string> {
  return new Set(
    body(message)
      .toLowerCase()
      .replaceAll('_', '')
      .match(/[\p{L}\p{N}]{2,}/gu) ?? [],
  )
}

/** How many of the expected message's words the other one has, from 0 to 1. */
export function shareOfWords(expected: string, actual: string): number {
  const want = words(expected)
  const got = words(actual)
  return want.size === 0 ? 1 : [...want].filter((w) => got.has(w)).length / want.size
}
