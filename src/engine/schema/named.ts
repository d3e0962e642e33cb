import { compileKysely, compileNode } from './compile'
import type { BindNode, Node, SelectLike } from './nodes'
import { ToKysely } from './to-kysely'

/**
 * The text of a statement that no database has asked for yet: parameters have names (`:username_1`), as SQLAlchemy's
 * default dialect writes them (query/051).
 * @param literal write the values themselves into the text
 */
export function compileNamed(select: SelectLike, literal = false): { sql: string; params: Record<string, unknown> } {
  const { sql, binds } = compileKysely(new ToKysely('postgresql').select(select))
  if (literal) return { sql: inPlace(sql, binds, literalText), params: {} }
  const counters = new Map<string, number>()
  const params: Record<string, unknown> = {}
  const text = inPlace(sql, binds, (b) => {
    const name = nameOf(b, counters)
    params[name] = b.late ? undefined : b.value
    return `:${name}`
  })
  return { sql: text, params }
}

/** An expression for CREATE TABLE, where there are no parameters. */
export function literalSql(node: Node): string {
  const { sql, binds } = compileNode(node)
  return inPlace(sql, binds, literalText)
}

/** Puts something in the place of each `?` that is a parameter. */
function inPlace(sql: string, binds: readonly BindNode[], f: (b: BindNode) => string): string {
  let next = 0
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g, (m) => (m === '?' ? f(binds[next++]!) : m))
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
