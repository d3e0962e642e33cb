import type { EventBody, Frame } from '../../protocol'
import { errorText } from './preview'

type Problem = Extract<EventBody, { kind: 'problem' }>

/** An error of the lab's own, with its term and a way out. */
export class LabError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly hint: string,
  ) {
    super(message)
  }
}

export function importError(specifier: string, known: string[]): LabError {
  return new LabError(
    'ImportError',
    `There is no module '${specifier}' here.`,
    `Modules that can be imported: ${known.join(', ')}.`,
  )
}

export function notLoaded(part: string): LabError {
  if (part === 'seldom')
    return new LabError('NotLoaded', 'What this line calls is loaded after the first run, unless code names it.', 'Run it again.')
  return new LabError(
    'NotLoaded',
    `${part} is loaded only for code that names it.`,
    part === 'web'
      ? "Write `import { Flask } from 'backref'` in the code and run it again."
      : `Write \`db.${part}\` in the code and run it again.`,
  )
}

/** Flask's own words. */
export function noApp(): LabError {
  return new LabError(
    'NoAppException',
    'Could not import an application.',
    "Make one in the code and run it: const app = new Flask('hello').",
  )
}

export function timeLimit(ms: number): LabError {
  return new LabError(
    'TimeLimit',
    `The code was still running after ${ms / 1000} s, so it was stopped.`,
    'Is there a loop that never ends? Look at the condition that should end it.',
  )
}

export function statementLimit(limit: number): LabError {
  return new LabError(
    'StatementLimit',
    `The code sent more than ${limit.toLocaleString('en')} statements to the database, so it was stopped.`,
    'Send fewer: one query for many rows, or addAll() and a single commit().',
  )
}

export function eventLimit(limit: number): Problem {
  return warning(
    'EventLimit',
    `More than ${limit.toLocaleString('en')} things happened: the timeline shows the first ones. The code ran on to its end.`,
    'Use a smaller loop to see every step.',
  )
}

export function outputLimit(lines: number): Problem {
  return warning(
    'OutputLimit',
    `More output than can be shown: it ends after ${lines.toLocaleString('en')} lines.`,
    'Print less inside loops.',
  )
}

export function notCommitted(): Problem {
  return warning(
    'NotCommitted',
    'The code ended with changes that were not committed; the database file does not have them.',
    'Call db.session.commit() at the end.',
  )
}

function warning(term: string, message: string, hint: string): Problem {
  return { kind: 'problem', severity: 'warning', term, message, hint, frames: [] }
}

/** What the learner sees of something that was thrown, whatever it is. */
export function problemOf(thrown: unknown, framesOf: (stack: unknown) => Frame[]): Problem {
  const parts = read(thrown)
  return {
    kind: 'problem',
    severity: 'error',
    term: parts.term,
    message: parts.message,
    hint: parts.hint ?? hintFor(parts.term, parts.message),
    ...(parts.sql !== undefined && { sql: parts.sql.slice(0, 10_000) }),
    frames: framesOf(parts.stack).slice(0, 50),
  }
}

interface Parts {
  term: string
  message: string
  hint?: string
  sql?: string
  stack?: unknown
}

/** Reads an error that may be anything, even an object that throws when it is looked at. */
function read(thrown: unknown): Parts {
  try {
    if (!(thrown instanceof Error))
      return { term: 'Error', message: `Something that is not an Error was thrown: ${String(thrown).slice(0, 500)}` }
    const { name, message, stack, type, hint, sql } = thrown as Error & { type?: unknown; hint?: unknown; sql?: unknown }
    return {
      term: name === 'SqliteError' && typeof type === 'string' ? type : String(name).slice(0, 100),
      message: asWritten(String(message).slice(0, 5000)),
      stack,
      ...(typeof hint === 'string' && { hint }),
      ...(typeof sql === 'string' && sql !== '' && { sql }),
    }
  } catch {
    return { term: 'Error', message: errorText(thrown) }
  }
}

/** What is imported from './models' is `_models.User` in the code that runs. */
const asWritten = (message: string): string =>
  /is not a (function|constructor)/.test(message)
    ? message.replace(/\(0\s?,\s?(\S+?)\)/g, '$1').replace(/(?<![\w.$])_\w+\./g, '')
    : message

/** Takes `$n`: which groups of the pattern hold the property and the value before it. */
const nothingBefore = (property: string, value: string) =>
  `What stands before \`.${property}\` is ${value}. A query that finds no row gives null; a name that is misspelled, or a place that a list does not have, gives undefined. Check it, or write \`?.${property}\`.`

/** JavaScript's own errors, for which the engine gives no advice; each browser has its own words for them. */
const hints: [term: RegExp, message: RegExp, hint: string][] = [
  [
    /ReferenceError/,
    /^(?:Cannot access|can't access lexical declaration) '(.+)' before initialization/,
    '`$1` is used above the line that makes it. Move that line up.',
  ],
  [/ReferenceError/, /uninitialized variable/, 'A name is used above the line that makes it. Move that line up.'],
  [/ReferenceError/, /\bprint\b/, 'Write `console.log(...)`. The value of a line is shown beside it anyway.'],
  [/ReferenceError/, /\b(func|Column|ForeignKey|relationship|text)\b/, 'Write `db.$1`.'],
  [
    /ReferenceError/,
    /^(?:Can't find variable: )?(\S+)(?: is not defined|$)/,
    'Is `$1` spelled as where it is declared? Names from earlier cells are known here, names from later ones are not. A new name begins with `const` or `let`.',
  ],
  [/TypeError/, /^Cannot read properties of (null|undefined) \(reading '(.+)'\)/, nothingBefore('$2', '$1')],
  [/TypeError/, /^can't access property "(.+?)"(?: of|, .+ is) (null|undefined)/, nothingBefore('$1', '$2')],
  [/TypeError/, /^(null|undefined) is not an object \(evaluating '.+\.(\w+)'\)/, nothingBefore('$2', '$1')],
  [
    /TypeError/,
    /^(?:Cannot set properties of )?(null|undefined) (?:\(setting|is not an object .+\.\w+ = )/,
    'What stands before the dot is $1. A query that finds no row gives null.',
  ],
  [/TypeError/, /\w_\w+ is not a function/, 'Names have no underscores here: what is `filter_by` in Python is `filterBy`.'],
  [
    /TypeError/,
    /^(\S+) is not a function(?! \(near)/,
    'Is the method spelled right, and is it a method of what stands before the dot?',
  ],
  [
    /TypeError/,
    /^(?:Assignment to constant variable|invalid assignment to const)/,
    'A `const` keeps its first value. Declare it with `let` to change it.',
  ],
  [/TypeError/, /^(?:Class constructor|Cannot call a class constructor) (\w+) (?:cannot|without)/, 'Write `new $1(...)`.'],
  [/TypeError/, /class constructor/, 'A class makes objects with `new`: write it before the name of the class.'],
  [
    /RangeError|InternalError/,
    /call stack|too much recursion/,
    'A function calls itself without end. Give it a case in which it stops.',
  ],
  [/OperationalError/, /near "(.+)": syntax error/, 'SQLite cannot read the SQL from `$1` on. Look there, and just before it.'],
  [
    /NotFound/,
    /^404/,
    'There is no such row, or no such page. A view function answers with this; elsewhere use `first()`, or `paginate({ errorOut: false })`.',
  ],
  [/./, /database or disk is full/, 'The database has reached the size that a run may use here. Insert fewer or smaller rows.'],
]

function hintFor(term: string, message: string): string | null {
  for (const [terms, pattern, hint] of hints) {
    const match = terms.test(term) ? pattern.exec(message) : null
    if (match !== null) return hint.replace(/\$(\d)/g, (_, index: string) => match[Number(index)] ?? '')
  }
  return null
}
