import type { Recorded, RecordedSql } from './case'

/** One entry of what went to the database, reduced to what is compared: never its spelling. */
export type Sent =
  | { kind: 'tx'; action: string }
  /** `bound` holds the parameters, `sets` also the values that are written out in the text. */
  | { kind: 'statement'; verb: string; tables: string[]; bound: unknown[][]; sets: unknown[][]; sql: string }
  /** Stands for `times` more statements like the one before. */
  | { kind: 'repeated'; times: number }

const introspection = /^\s*(PRAGMA\b|SELECT\b[\s\S]*\bsqlite_(temp_)?(master|schema)\b)/i

/** Whether a statement looks at the schema or sets a switch of SQLite; how a library does that is its own matter. */
export const isIntrospection = (sql: string) => introspection.test(sql)

/** The recorded statements of one step. */
export function recordedSent(sql: RecordedSql[]): Sent[] {
  return sql.flatMap((entry): Sent[] => {
    if ('tx' in entry) return [{ kind: 'tx', action: entry.tx }]
    if ('repeated' in entry) return [{ kind: 'repeated', times: entry.repeated }]
    if (entry.introspection || isIntrospection(entry.sql)) return []
    const sets = entry.many ?? [Array.isArray(entry.params) ? entry.params : Object.values(entry.params ?? {})]
    return [
      reduced(
        entry.sql,
        sets.map((s) => s.map(sqlValue)),
      ),
    ]
  })
}

/** A statement of ours. `sets`: its parameters, one array per execution. */
export function reduced(sql: string, sets: unknown[][]): Sent {
  const savepoint = /^\s*(SAVEPOINT|RELEASE|ROLLBACK TO)\b/i.exec(sql)
  if (savepoint) return { kind: 'tx', action: savepoint[1]!.toUpperCase() }
  const verb = (/^[\s(]*(\w+(?:\s+(?:UNIQUE\s+)?(?:TABLE|INDEX))?)/i.exec(sql)?.[1] ?? '').toUpperCase().replace(/\s+/g, ' ')
  const ddl = /^(CREATE|DROP|ALTER)/.test(verb)
  const bound = ddl ? [[]] : sets.map((s) => (/^\s*(INSERT|UPDATE)\b/i.test(sql) ? valuesOf(sql, s) : s.map(normal)))
  return {
    kind: 'statement',
    verb,
    tables: ddl ? [ddlTarget(sql)] : tablesOf(sql),
    bound,
    sets: ddl ? [[]] : sets.map((s) => valuesOf(sql, s)),
    sql: sql.replace(/\s+/g, ' ').trim(),
  }
}

function ddlTarget(sql: string): string {
  const m = /\b(?:TABLE|INDEX)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?("[^"]+"|\w+)/i.exec(sql)
  return unquoted(m?.[1] ?? '')
}

const unquoted = (name: string) => name.replace(/^["`[]|["`\]]$/g, '')

/** Tables that a statement reads or writes, each once, in alphabetical order; derived tables have none of their own. */
export function tablesOf(sql: string): string[] {
  const found = new Set<string>()
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''")
  const name = String.raw`("[^"]+"|\w+)(?:\s+AS\s+(?:"[^"]+"|\w+))?`
  for (const m of bare.matchAll(new RegExp(String.raw`\b(?:INTO|UPDATE|FROM|JOIN)\s+\(*\s*${name}((?:\s*,\s*${name})*)`, 'gi'))) {
    for (const n of `${m[1]},${m[2] ?? ''}`.split(',')) {
      const table = unquoted(/^\s*("[^"]+"|\w+)/.exec(n)?.[1] ?? '')
      if (table && !/^(anon_\d+|select|sqlite_master)$/i.test(table)) found.add(table)
    }
  }
  return [...found].sort()
}

/**
 * The values of a statement in the order of the text, whether they are parameters or written out. INSERT and UPDATE name
 * the column with each value, so that only the pairs count.
 */
export function valuesOf(sql: string, parameters: unknown[]): unknown[] {
  const insert = /^\s*INSERT\s+INTO\s+(?:"[^"]+"|\w+)\s*\(([^)]*)\)\s*VALUES\s*\((.*)\)[^)]*$/is.exec(sql)
  const rest = [...parameters]
  if (insert) {
    const items = splitList(insert[2]!)
    const pairs = insert[1]!.split(',').map((c, i): [string, unknown] => [unquoted(c.trim()), textValues(items[i] ?? '', rest)])
    return [Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)))]
  }
  const update = /^(\s*UPDATE\s+(?:"[^"]+"|\w+)\s+SET\s+)(.*?)(\s+WHERE\s.*)?$/is.exec(sql)
  if (update) {
    const pairs = splitList(update[2]!).map((item): [string, unknown] => {
      const eq = item.indexOf('=')
      return [unquoted(item.slice(0, eq).trim()), textValues(item.slice(eq + 1), rest)]
    })
    return [Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1))), ...textValues(update[3] ?? '', rest)]
  }
  return textValues(sql, rest)
}

function splitList(text: string): string[] {
  const items: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === "'") i = text.indexOf("'", i + 1)
    else if (c === '(') depth++
    else if (c === ')') depth--
    else if (c === ',' && depth === 0) {
      items.push(text.slice(from, i))
      from = i + 1
    }
  }
  return [...items, text.slice(from)]
}

/** Values in a piece of SQL: `?` takes the next parameter, literals stand for themselves. NULL counts only where it is all there is. */
export function textValues(sql: string, parameters: unknown[]): unknown[] {
  if (/^\s*NULL\s*$/i.test(sql)) return [null]
  const values: unknown[] = []
  for (const m of sql.matchAll(
    /\bLIMIT\s+-1\b|\bOFFSET\s+(?:\?|0\b)|"(?:[^"]|"")*"|'((?:[^']|'')*)'|\?|(?<![\w.:])(\d+(?:\.\d+)?)\b|\b(true|false)\b/gi,
  )) {
    if (/^LIMIT/i.test(m[0])) values.push(-1)
    else if (/^OFFSET/i.test(m[0])) {
      // `LIMIT 2 OFFSET 0` and `LIMIT 2` say the same
      const offset = m[0].endsWith('?') ? normal(parameters.shift()) : 0
      if (offset !== 0) values.push(offset)
    } else if (m[0] === '?') values.push(normal(parameters.shift()))
    else if (m[1] !== undefined) values.push(m[1].replaceAll("''", "'"))
    else if (m[2] !== undefined) values.push(Number(m[2]))
    else if (m[3] !== undefined) values.push(m[3].toLowerCase() === 'true' ? 1 : 0)
  }
  return values
}

const normal = (v: unknown) =>
  typeof v === 'boolean'
    ? Number(v)
    : typeof v === 'bigint'
      ? Number(v)
      : v === undefined
        ? null
        : v instanceof Uint8Array
          ? `bytes ${Buffer.from(v).toString('hex')}`
          : v

/** A recorded parameter as a plain SQLite value. */
export function sqlValue(v: Recorded): unknown {
  if (typeof v !== 'object' || v === null || Array.isArray(v) || (v as unknown) instanceof Uint8Array) return normal(v)
  if ('$bytes' in v) return `bytes ${String(v.$bytes)}`
  if ('$decimal' in v) return Number(v.$decimal)
  if ('$repr' in v) return v.$repr
  return v
}

/** SQLAlchemy keeps the indexes of a table in a set: the order of their statements says nothing. */
function byIndexName(statements: Sent[]): Sent[] {
  const sorted = [...statements]
  const isIndex = (s: Sent) => s.kind === 'statement' && s.verb.endsWith('INDEX')
  for (let from = 0; from < sorted.length; from++) {
    if (!isIndex(sorted[from]!)) continue
    let to = from + 1
    while (to < sorted.length && isIndex(sorted[to]!)) to++
    sorted.splice(from, to - from, ...sorted.slice(from, to).sort((a, b) => (shown(a) < shown(b) ? -1 : 1)))
    from = to
  }
  return sorted
}

/** What differs between two runs of statements, or null. */
export function sentDifference(expected: Sent[], sent: Sent[]): string | null {
  let i = 0
  const [wanted, actual] = [byIndexName(expected), byIndexName(sent)]
  for (const want of wanted) {
    if (want.kind === 'repeated') {
      i += want.times
      continue
    }
    const got = actual[i++]
    if (got === undefined) return `sql ${i}: expected ${shown(want)}, nothing more was sent`
    if (!sameSent(want, got)) return `sql ${i}: expected ${shown(want)}, got ${shown(got)}`
  }
  const extra = actual[i]
  return extra
    ? `sql ${i + 1}: not expected: ${shown(extra)}${actual.length > i + 1 ? ` and ${actual.length - i - 1} more` : ''}`
    : null
}

function sameSent(a: Sent, b: Sent): boolean {
  if (a.kind === 'tx' || b.kind === 'tx')
    return a.kind === b.kind && (a as { action: string }).action === (b as { action: string }).action
  if (a.kind === 'repeated' || b.kind === 'repeated') return false
  return a.verb === b.verb && same(a.tables, b.tables) && (same(a.bound, b.bound) || same(a.sets, b.sets))
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

export function shown(s: Sent): string {
  if (s.kind === 'tx') return s.action
  if (s.kind === 'repeated') return `${s.times} more`
  return `${s.sql.length > 160 ? `${s.sql.slice(0, 160)}…` : s.sql} ${JSON.stringify(s.sets.length === 1 ? s.sets[0] : s.sets)}`
}
