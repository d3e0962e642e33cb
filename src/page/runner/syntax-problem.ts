import type { SourceFile } from './contract'
import { JoinedLines } from './joined-lines'
import { codeOnly } from './scan'

/** Why a file cannot be read, in plain words. `line` and `column` count from 1. */
export interface SyntaxProblem {
  file: string
  line: number
  column: number
  message: string
  hint: string | null
}

class Unsupported extends Error {
  constructor(
    message: string,
    readonly hint: string,
    readonly index: number,
  ) {
    super(message)
  }
}

const notHere: { pattern: RegExp; message: string; hint: string }[] = [
  {
    pattern: /(?<=^[ \t]*(?:export[ \t]+)?)(?:namespace|module)[ \t]+[\p{L}_$][\p{L}\p{N}_$.]*\s*\{/mu,
    message: 'A `namespace` cannot run here.',
    hint: 'Put its contents into a file of its own and import from there.',
  },
  {
    pattern: /^[ \t]*import[ \t]+defer\b(?!\s*(?:from|,))/m,
    message: '`import defer` cannot run here yet.',
    hint: 'Write `import` without `defer`.',
  },
  {
    pattern: /^[ \t]*@[\p{L}_$][\p{L}\p{N}_$.]*/mu,
    message: 'Decorators such as `@name` cannot run here: browsers do not know them yet.',
    hint: 'Models need none: `class User extends db.Model(...)` registers itself.',
  },
  {
    pattern: /^[ \t]*(?:static[ \t]+)?accessor[ \t]+[\p{L}_$#]/mu,
    message: '`accessor` fields cannot run here: browsers do not know them yet.',
    hint: 'Write a getter and a setter.',
  },
]

/** Refuses what the transpiler would drop or pass on unseen. @throws an error that syntaxProblem() reads */
export function unsupported(text: string): void {
  const code = codeOnly(text)
  for (const { pattern, message, hint } of notHere) {
    const match = pattern.exec(code)
    if (match === null) continue
    throw new Unsupported(message, hint, match.index + (match[0].length - match[0].trimStart().length))
  }
}

/** The problem behind what the transpiler threw: sucrase and acorn both carry the place in `loc` or in `(line:column)`. */
export function syntaxProblem(thrown: unknown, { name, text }: SourceFile): SyntaxProblem {
  if (thrown instanceof Unsupported) {
    return { file: name, ...positionOf(text, thrown.index), message: thrown.message, hint: thrown.hint }
  }
  if (thrown instanceof JoinedLines) {
    const { line, column, opener, before } = thrown
    return {
      file: name,
      line,
      column,
      message: `This line begins with \`${opener}\`, so JavaScript reads it as the end of line ${before}.`,
      hint: `Put a \`;\` before the \`${opener}\`, or at the end of line ${before}.`,
    }
  }
  const raw = thrown instanceof Error ? thrown.message : String(thrown)
  const place = /\((\d+):(\d+)\)\s*$/.exec(raw)
  const lines = text.split('\n')
  const line = Math.min(Number(place?.[1] ?? 1), lines.length)
  // acorn counts columns of the transformed text from 0, sucrase those of the original from 1.
  const at = Number(place?.[2] ?? 1)
  const column = Math.min(at, lines[line - 1]!.length) || 1
  const found = lines[line - 1]!.slice(Math.max(0, at - 1))
  const rest = lines.slice(line).join('').trim()
  const said = raw.replace(/^Error transforming [^:]*: /, '').replace(/\s*\(\d+:\d+\)\s*$/, '')
  if (found.trim() === '' && rest === '') return { file: name, line, column, ...endOfFile(text) }
  return { file: name, line, column, ...inWords(said, found) }
}

function positionOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

const closers: Record<string, string> = { '(': ')', '[': ']', '{': '}' }

function endOfFile(text: string): { message: string; hint: string | null } {
  const open: { char: string; index: number }[] = []
  const code = codeOnly(text)
  for (let index = 0; index < code.length; index++) {
    const char = code[index]!
    if (char in closers) open.push({ char, index })
    else if (open.length > 0 && closers[open.at(-1)!.char] === char) open.pop()
  }
  const last = open.at(-1)
  if (last === undefined) return { message: 'The file ends in the middle of something.', hint: 'Finish the last statement.' }
  const { line } = positionOf(text, last.index)
  return {
    message: `The file ends, but the \`${last.char}\` of line ${line} is still open.`,
    hint: `Add the \`${closers[last.char]}\` that closes it.`,
  }
}

function inWords(said: string, found: string): { message: string; hint: string | null } {
  const token = /^\s*([\p{L}_$][\p{L}\p{N}_$]*|\d+|.)/u.exec(found)?.[1]
  if (/unterminated string/i.test(said))
    return { message: 'This text has no closing quote.', hint: 'Add the same quote at its end.' }
  if (/unterminated template/i.test(said)) return { message: 'This template text is never closed.', hint: 'Add a ` at its end.' }
  if (/already been declared/.test(said))
    return { message: `${said}.`, hint: 'Use another name, or leave out the second `const` or `let`.' }
  if (!/^Unexpected token/.test(said) || token === undefined) return { message: `${said.replace(/\.$/, '')}.`, hint: null }
  return {
    message: `\`${token}\` was not expected here.`,
    hint: 'Look just before it: a bracket, comma, quote or operator may be missing or one too many.',
  }
}
