import type { SqlValue } from '../../../../protocol'

export type SqlTokenKind = 'keyword' | 'name' | 'string' | 'number' | 'parameter' | 'comment' | 'plain'

export interface SqlToken {
  kind: SqlTokenKind
  text: string
}

const keywords = new Set(
  (
    'add all alter and as asc autoincrement begin between by cascade case check collate column commit constraint create cross current_date ' +
    'current_time current_timestamp default deferred delete desc distinct drop else end escape except exists explain foreign from full ' +
    'generated glob group having if in index inner insert intersect into is isnull join key left like limit natural not notnull null ' +
    'offset on or order outer over partition plan pragma primary query recursive references release rename replace restrict returning ' +
    'right rollback row rows savepoint select set strict table temp then to transaction trigger unique update using vacuum values view ' +
    'when where with without'
  ).split(' '),
)

const pattern =
  /(--.*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*')|("(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\])|(\?\d*|[:@$][A-Za-z_]\w*)|(\b\d+(?:\.\d+)?\b)|([A-Za-z_]\w*)/g

/** SQL cut into tokens for colour. Joined, the texts give the input back. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = []
  let end = 0
  for (const match of sql.matchAll(pattern)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: sql.slice(end, match.index) })
    tokens.push({ kind: kindOf(match), text: match[0] })
    end = match.index + match[0].length
  }
  if (end < sql.length) tokens.push({ kind: 'plain', text: sql.slice(end) })
  return tokens
}

function kindOf([text, comment, string, name, parameter, number]: RegExpMatchArray): SqlTokenKind {
  if (comment !== undefined) return 'comment'
  if (string !== undefined) return 'string'
  if (name !== undefined) return 'name'
  if (parameter !== undefined) return 'parameter'
  if (number !== undefined) return 'number'
  return keywords.has(text!.toLowerCase()) ? 'keyword' : 'plain'
}

/** SQL with its positional parameters written in place, as literals. Named parameters stay as they are. */
export function inlined(sql: string, parameters: readonly SqlValue[]): SqlToken[] {
  let next = 0
  return sqlTokens(sql).map((token) => {
    if (token.kind !== 'parameter' || !token.text.startsWith('?')) return token
    const place = token.text.length > 1 ? Number(token.text.slice(1)) - 1 : next++
    return place < parameters.length ? literal(parameters[place]!) : token
  })
}

/** A value as SQL would write it, with its colour. */
export function literal(value: SqlValue): SqlToken {
  if (value === null) return { kind: 'keyword', text: 'NULL' }
  if (typeof value === 'string') return { kind: 'string', text: `'${value.replaceAll("'", "''")}'` }
  if (value instanceof Uint8Array) {
    const hex = Array.from(value.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
    return { kind: 'string', text: `x'${hex}${value.length > 16 ? '…' : ''}'` }
  }
  return { kind: 'number', text: String(value) }
}
