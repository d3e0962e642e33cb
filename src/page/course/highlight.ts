const keywords: Record<string, string> = {
  python:
    'and as assert class def del elif else except False finally for from global if import in is lambda None not or pass raise return True try while with yield',
  sql: 'select from where and or not null join left right inner outer on as order by group having limit offset insert into values update set delete create table drop alter add column primary key foreign references unique index default check begin commit rollback',
  ts: 'async await break case catch class const continue default delete do else export extends false finally for from function if import in instanceof interface let new null of return static super switch this throw true try type typeof undefined while',
}
const comments: Record<string, string> = { python: '#.*', sql: '--.*', ts: '//.*' }

/** A piece of a listing, and how to colour it; null: as plain text. */
export interface Token {
  kind: 'comment' | 'string' | 'number' | 'keyword' | null
  text: string
}

/**
 * Cuts a listing into pieces to colour. Nothing is lost: the pieces joined are the listing.
 * @param language `python`, `sql` or `ts`; of others nothing is coloured
 */
export function tokens(code: string, language: string): Token[] {
  const words = keywords[language]?.split(' ')
  if (!words) return [{ kind: null, text: code }]
  const pattern = new RegExp(
    `(?<comment>${comments[language]})|(?<string>"(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\\\n]|\\\\.)*')|(?<number>\\b\\d+(?:\\.\\d+)?\\b)|(?<word>\\b[A-Za-z_]\\w*)`,
    'g',
  )
  const found: Token[] = []
  let end = 0
  for (const match of code.matchAll(pattern)) {
    const { comment, string, number, word } = match.groups ?? {}
    const name = language === 'sql' ? word?.toLowerCase() : word
    const kind = comment ? 'comment' : string ? 'string' : number ? 'number' : name && words.includes(name) ? 'keyword' : null
    if (kind === null) continue
    if (match.index > end) found.push({ kind: null, text: code.slice(end, match.index) })
    found.push({ kind, text: match[0] })
    end = match.index + match[0].length
  }
  if (end < code.length) found.push({ kind: null, text: code.slice(end) })
  return found
}
