/** A piece of SQL text. `text` of a quoted name or a string is its content; `from` and `to` are offsets in the source. */
export interface Token {
  kind: 'word' | 'name' | 'string' | 'number' | 'symbol'
  text: string
  from: number
  to: number
}

const patterns: [Token['kind'] | null, RegExp][] = [
  [null, /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ['string', /'(?:[^']|'')*'/y],
  ['name', /"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['number', /(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/iy],
  ['symbol', /[\s\S]/y],
]

/** Splits SQL text into tokens; blanks and comments are left out. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < sql.length) {
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = at
      const found = pattern.exec(sql)
      if (!found) continue
      const to = at + found[0].length
      if (kind) tokens.push({ kind, text: kind === 'name' || kind === 'string' ? unquoted(found[0]) : found[0], from: at, to })
      at = to
      break
    }
  }
  return tokens
}

function unquoted(text: string): string {
  const quote = text[0] === '[' ? ']' : text[0]!
  return text.slice(1, -1).replaceAll(quote + quote, quote)
}

/** True when text holds more than one statement. */
export function manyStatements(sql: string): boolean {
  const tokens = tokenize(sql)
  const end = tokens.findIndex((t) => t.kind === 'symbol' && t.text === ';')
  // a trigger's body holds semicolons of its own
  const trigger = /^\s*create\s+(temp\s+|temporary\s+)?trigger\b/i.test(sql)
  return !trigger && end >= 0 && tokens.slice(end).some((t) => t.text !== ';')
}
