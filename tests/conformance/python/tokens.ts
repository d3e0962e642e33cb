export type Token =
  | { kind: 'name' | 'op'; text: string; at: number }
  | { kind: 'number'; value: number; at: number }
  | { kind: 'string'; value: string; at: number }
  | { kind: 'bytes'; hex: string; at: number }
  | { kind: 'fstring'; parts: (string | [code: string, conversion: string, format: string])[]; at: number }
  | { kind: 'newline' | 'indent' | 'dedent' | 'end'; text: ''; at: number }

const operators = [
  '**=',
  '//=',
  '>>=',
  '<<=',
  '...',
  '**',
  '//',
  '<<',
  '>>',
  '<=',
  '>=',
  '==',
  '!=',
  '->',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '&=',
  '|=',
  '^=',
  ':=',
]
const name = /[\p{L}_][\p{L}\p{N}_]*/uy
const number = /0[xX][0-9a-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?\.?/y
const prefix = /(?:[rR][bBfF]?|[bBfF][rR]?|[uU])?(?='|")/y

/** Splits Python text into tokens, with Python's indentation rules. @throws Error for what no token begins with */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  const indents = [0]
  let depth = 0
  let at = 0
  let lineStart = true
  while (at < text.length) {
    if (lineStart && depth === 0) {
      const blank = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y
      blank.lastIndex = at
      const skipped = blank.exec(text)
      if (skipped?.[0] !== undefined && (skipped[0] !== '' || at >= text.length)) {
        at += skipped[0].length || 1
        continue
      }
      const indent = /[ \t]*/y
      indent.lastIndex = at
      const width = indent.exec(text)![0].length
      at += width
      if (width > indents.at(-1)!) {
        indents.push(width)
        tokens.push({ kind: 'indent', text: '', at })
      }
      while (width < indents.at(-1)!) {
        indents.pop()
        tokens.push({ kind: 'dedent', text: '', at })
      }
      lineStart = false
    }
    const c = text[at]!
    if (c === '\n') {
      if (depth === 0) {
        tokens.push({ kind: 'newline', text: '', at })
        lineStart = true
      }
      at++
    } else if (c === ' ' || c === '\t' || c === '\r') at++
    else if (c === '\\' && text[at + 1] === '\n') at += 2
    else if (c === '#') while (at < text.length && text[at] !== '\n') at++
    else {
      prefix.lastIndex = at
      const quoted = prefix.exec(text)
      if (quoted) {
        const [token, end] = stringToken(text, at, quoted[0].toLowerCase())
        const before = tokens.at(-1)
        if (before?.kind === 'string' && token.kind === 'string') before.value += token.value
        else if (before?.kind === 'fstring' && token.kind === 'fstring') before.parts.push(...token.parts)
        else if (before?.kind === 'fstring' && token.kind === 'string') before.parts.push(token.value)
        else tokens.push(token)
        at = end
        continue
      }
      name.lastIndex = at
      const word = name.exec(text)
      if (word) {
        tokens.push({ kind: 'name', text: word[0], at })
        at += word[0].length
        continue
      }
      number.lastIndex = at
      const digits = /\d/.test(c) || (c === '.' && /\d/.test(text[at + 1] ?? '')) ? number.exec(text) : null
      if (digits) {
        tokens.push({ kind: 'number', value: Number(digits[0].replaceAll('_', '')), at })
        at += digits[0].length
        continue
      }
      const op = operators.find((o) => text.startsWith(o, at)) ?? c
      if (!/^[-+*/%@&|^~<>=()[\]{},:.;!]/.test(op))
        throw new Error(`cannot read ${JSON.stringify(text.slice(at, at + 20))} as Python`)
      if ('([{'.includes(op)) depth++
      if (')]}'.includes(op)) depth--
      tokens.push({ kind: 'op', text: op, at })
      at += op.length
    }
  }
  if (tokens.length > 0 && tokens.at(-1)!.kind !== 'newline') tokens.push({ kind: 'newline', text: '', at })
  while (indents.pop()! > 0) tokens.push({ kind: 'dedent', text: '', at })
  tokens.push({ kind: 'end', text: '', at })
  return tokens
}

function stringToken(text: string, at: number, flags: string): [Token, number] {
  let from = at + flags.length
  const quote = text.startsWith(text[from]!.repeat(3), from) ? text[from]!.repeat(3) : text[from]!
  from += quote.length
  let end = from
  while (end < text.length && !text.startsWith(quote, end)) end += text[end] === '\\' ? 2 : 1
  const body = text.slice(from, end)
  const plain = flags.includes('r') ? body : unescaped(body)
  end += quote.length
  if (flags.includes('b'))
    return [{ kind: 'bytes', hex: [...plain].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(''), at }, end]
  if (flags.includes('f')) return [{ kind: 'fstring', parts: fstringParts(plain), at }, end]
  return [{ kind: 'string', value: plain, at }, end]
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', "'": "'", '"': '"', '\\': '\\', '\n': '', '0': '\0' }

function unescaped(body: string): string {
  return body.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\s\S])/g, (whole, e: string) =>
    /^[xu]./.test(e) ? String.fromCharCode(Number.parseInt(e.slice(1), 16)) : (escapes[e] ?? whole),
  )
}

function fstringParts(body: string): (string | [string, string, string])[] {
  const parts: (string | [string, string, string])[] = []
  for (const m of body.matchAll(/\{\{|\}\}|\{([^{}!:]+(?:\[[^\]]*\])?)(?:!([rsa]))?(?::([^{}]*))?\}|[^{}]+/g)) {
    if (m[1] !== undefined) parts.push([m[1], m[2] ?? '', m[3] ?? ''])
    else parts.push(m[0] === '{{' ? '{' : m[0] === '}}' ? '}' : m[0])
  }
  return parts
}
