import type { EventOf, TimelineEvent } from '../../../protocol'
import { bounds, met, type OrderCheck, plural, type SqlCheck, unmet, type Verdict, within } from './check'

/** Judges how many statements of a kind the run sent; each execution counts, a failed one does not. */
export function judgeSql(check: SqlCheck, events: TimelineEvent[]): Verdict {
  const sent = events.filter((e): e is EventOf<'statement'> => e.kind === 'statement' && e.error === undefined)
  const pattern = check.shape === null ? null : shapePattern(check.shape)
  const found = sent.filter(
    (e) =>
      (check.statement === null || e.statement === check.statement) &&
      (check.because === null || e.because.kind === check.because) &&
      (pattern === null || pattern.test(plainSql(e.sql))),
  )
  const n = found.reduce((sum, e) => sum + e.executions, 0)
  if (within(n, check.count)) return met
  return unmet(`${plural(n, 'statement')} ${describe(check)}; asked for: ${bounds(check.count)}.`)
}

/** Judges whether statements were sent in an order. */
export function judgeOrder(check: OrderCheck, events: TimelineEvent[]): Verdict {
  const sent = events.flatMap((e) => (e.kind === 'statement' && e.error === undefined ? [plainSql(e.sql)] : []))
  let from = 0
  for (const [i, shape] of check.shapes.entries()) {
    const pattern = shapePattern(shape)
    const at = sent.findIndex((sql, n) => n >= from && pattern.test(sql))
    if (at < 0) {
      const before = check.shapes[i - 1]
      const anywhere = sent.some((sql) => pattern.test(sql))
      return unmet(
        before && anywhere
          ? `“${shape}” is sent before “${before}”; asked for: after it.`
          : `Nothing like “${shape}” is sent${before ? ` after “${before}”` : ''}.`,
      )
    }
    from = at + 1
  }
  return met
}

/** SQL as shapes are written: no quotes around names, lower case, single spaces, numbered and named parameters as `?`. */
export function plainSql(sql: string): string {
  const text = sql.replace(/'(?:[^']|'')*'|["`[\]]/g, (part) => (part.startsWith("'") ? part : ''))
  return text
    .replace(/\?\d+|[:@$][a-z_]\w*/gi, '?')
    .replace(/\s+/g, ' ')
    .replace(/;\s*$/, '')
    .trim()
    .toLowerCase()
}

export function shapePattern(shape: string): RegExp {
  const parts = plainSql(shape).split('*')
  return new RegExp(`^${parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)
}

function describe(check: SqlCheck): string {
  const kind = check.statement ? `of kind ${check.statement.toUpperCase()}` : 'sent'
  const like = check.shape ? ` like “${check.shape}”` : ''
  const because = check.because ? ` because of ${check.because}` : ''
  return `${kind}${like}${because}`
}
