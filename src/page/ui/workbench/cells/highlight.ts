export type TokenKind = 'keyword' | 'string' | 'number' | 'type' | 'comment' | 'plain'

export interface Token {
  kind: TokenKind
  text: string
}

const keywords = new Set(
  (
    'abstract as async await break case catch class const continue debugger declare default delete do else enum export extends false ' +
    'finally for from function get if implements import in instanceof interface let new null of private protected public readonly ' +
    'return satisfies set static super switch this throw true try type typeof undefined var void while yield'
  ).split(' '),
)

const pattern =
  /(\/\/.*|\/\*[\s\S]*?(?:\*\/|$))|('(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|`(?:\\[\s\S]|[^`\\])*`?)|(\b\d[\w.]*)|([A-Za-z_$][\w$]*)/g

/**
 * Colours for TypeScript, good enough for the moments before the editor is there: one list of tokens per line.
 * Joined, the texts give the input back.
 */
export function highlight(text: string): Token[][] {
  const lines: Token[][] = [[]]
  const add = (kind: TokenKind, part: string) => {
    part.split('\n').forEach((piece, i) => {
      if (i > 0) lines.push([])
      if (piece) lines.at(-1)!.push({ kind, text: piece })
    })
  }
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) add('plain', text.slice(end, match.index))
    add(kindOf(match, text[match.index - 1] === '.'), match[0])
    end = match.index + match[0].length
  }
  add('plain', text.slice(end))
  return lines
}

function kindOf([, comment, string, number, word]: RegExpMatchArray, member: boolean): TokenKind {
  if (comment !== undefined) return 'comment'
  if (string !== undefined) return 'string'
  if (number !== undefined) return 'number'
  if (word === undefined) return 'plain'
  if (keywords.has(word) && !member) return 'keyword'
  return /^[A-Z]/.test(word) ? 'type' : 'plain'
}
