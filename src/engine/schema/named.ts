import { compileKysely } from './compile'
import type { BindNode, SelectLike } from './nodes'
import { ToKysely } from './to-kysely'

/**
 * The text of a statement that no database has asked for yet: parameters have names (`:username_1`), as SQLAlchemy's
 * default dialect writes them (query/051).
 * @param literal write the values themselves into the text
 */
export function compileNamed(select: SelectLike, literal = false): { sql: string; params: Record<string, unknown> } {
  const { sql, binds } = compileKysely(new ToKysely('postgresql').select(select))
  const counters = new Map<string, number>()
  const params: Record<string, unknown> = {}
  let next = 0
  const text = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g, (m) => {
    if (m !== '?') return m
    const b = binds[next++]!
    if (literal) return literalText(b)
    const name = nameOf(b, counters)
    params[name] = b.late ? undefined : b.value
    return `:${name}`
  })
  return { sql: text, params }
}

function literalText(b: BindNode): string {
  const value = b.type?.bind ? b.type.bind(b.value) : b.value
  return typeof value === 'string'
    ? `'${value.replaceAll("'", "''")}'`
    : value === null || value === undefined
      ? 'NULL'
      : String(value)
}

function nameOf(b: BindNode, counters: Map<string, number>): string {
  if (b.name && b.name !== ' parent') return b.name
  const base = b.hint ?? 'param'
  const n = (counters.get(base) ?? 0) + 1
  counters.set(base, n)
  return `${base}_${n}`
}
