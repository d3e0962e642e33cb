import { type CommandSpec, commandNamed, commands, usage } from './specs'

/** A typed line, understood. */
export interface ParsedLine {
  command: CommandSpec | null
  help: boolean
  /** Values by long option name without its dashes; flags are `true`. */
  options: Record<string, string | true>
  arguments: string[]
}

/** What the shell would say of a line that cannot be understood. */
export interface UsageError {
  message: string
  exit: number
}

/** Splits a line as a shell does: quotes hold words together. Returns null while a quote is open. */
export function words(line: string): string[] | null {
  const found: string[] = []
  let word: string | null = null
  let quote: string | null = null
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!
    if (quote !== null) {
      if (c === quote) quote = null
      else if (c === '\\' && quote === '"' && '"\\$`'.includes(line[i + 1] ?? '')) word += line[++i]!
      else word += c
    } else if (c === '"' || c === "'") {
      quote = c
      word ??= ''
    } else if (/\s/.test(c)) {
      if (word !== null) found.push(word)
      word = null
    } else word = (word ?? '') + (c === '\\' ? (line[++i] ?? '') : c)
  }
  if (quote !== null) return null
  if (word !== null) found.push(word)
  return found
}

/** Understands `flask db upgrade +1`, in the words of Flask's own command line where it is wrong. */
export function parseLine(line: string): ParsedLine | UsageError {
  const all = words(line)
  if (all === null) return { message: 'A quote is not closed.\n', exit: 2 }
  const [flask, db, name, ...rest] = all[0] === '$' ? all.slice(1) : all
  if (flask !== 'flask') return { message: `${flask ?? ''}: command not found\n`, exit: 127 }
  if (db !== 'db')
    return {
      message: `Usage: flask [OPTIONS] COMMAND [ARGS]...\nTry 'flask --help' for help.\n\nError: No such command '${db ?? ''}'.\n`,
      exit: 2,
    }
  if (name === undefined || name === '--help') return { command: null, help: true, options: {}, arguments: [] }
  const command = commandNamed(name)
  if (!command)
    return {
      message: `Usage: flask db [OPTIONS] COMMAND [ARGS]...\nTry 'flask db --help' for help.\n\nError: No such command '${name}'.\n`,
      exit: 2,
    }
  return parseArguments(command, rest)
}

function parseArguments(command: CommandSpec, rest: string[]): ParsedLine | UsageError {
  const parsed: ParsedLine = { command, help: false, options: {}, arguments: [] }
  const wrong = (what: string): UsageError => ({
    message: `${usage(command)}\nTry 'flask db ${command.name} --help' for help.\n\nError: ${what}\n`,
    exit: 2,
  })
  while (rest.length) {
    const word = rest.shift()!
    if (word === '--') {
      parsed.arguments.push(...rest)
      break
    }
    if (!word.startsWith('-') || word === '-') {
      parsed.arguments.push(word)
      continue
    }
    if (word === '--help') return { ...parsed, help: true }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1
    const short = !word.startsWith('--')
    const given = equals > 0 ? word.slice(0, equals) : short ? word.slice(0, 2) : word
    const spec = command.options.find((o) => o.names.includes(given))
    if (!spec) return wrong(`No such option: ${given}`)
    const long = spec.names.at(-1)!.replace(/^--/, '')
    const attached = equals > 0 ? word.slice(equals + 1) : short && word.length > 2 ? word.slice(2) : undefined
    if (spec.value === null) {
      parsed.options[long] = true
      if (short && attached) rest.unshift(`-${attached}`)
      continue
    }
    const value = attached ?? rest.shift()
    if (value === undefined) return wrong(`Option '${given}' requires an argument.`)
    parsed.options[long] = value
  }
  const most = command.argument === null ? 0 : command.argument.endsWith('...') ? Number.POSITIVE_INFINITY : 1
  if (parsed.arguments.length > most)
    return wrong(
      `Got unexpected extra argument${parsed.arguments.length - most > 1 ? 's' : ''} (${parsed.arguments.slice(most).join(' ')})`,
    )
  if (parsed.arguments.length === 0 && command.argument && !command.argument.startsWith('['))
    return wrong(`Missing argument '${command.argument}'.`)
  return parsed
}

/** One way to go on with a line. */
export interface Completion {
  /** The whole word that takes the place of the last one. */
  word: string
  help: string
}

/**
 * What can follow a line that is being typed.
 * @param revisions ids of the scripts with their messages
 */
export function complete(line: string, revisions: readonly { revision: string; message: string }[] = []): Completion[] {
  const typed = words(line) ?? []
  const last = /\s$/.test(line) || typed.length === 0 ? '' : typed.pop()!
  const fits = (list: Completion[]) => list.filter((c) => c.word.startsWith(last))
  if (typed.length === 0) return fits([{ word: 'flask', help: 'The command line of Flask' }])
  if (typed.length === 1) return fits([{ word: 'db', help: 'Perform database migrations.' }])
  if (typed.length === 2) return fits(commands.map((c) => ({ word: c.name, help: c.help })))
  const command = commandNamed(typed[2]!)
  if (!command) return []
  if (last.startsWith('-')) return fits(command.options.flatMap((o) => o.names.map((word) => ({ word, help: o.help }))))
  if (command.argument === null) return []
  const symbols: Record<string, Completion[]> = {
    upgrade: [
      { word: 'head', help: 'The newest script' },
      { word: 'heads', help: 'The newest script of every branch' },
      { word: '+1', help: 'One script further' },
    ],
    downgrade: [{ word: 'base', help: 'Before the first script' }],
    stamp: [
      { word: 'head', help: 'The newest script' },
      { word: 'base', help: 'Before the first script' },
    ],
    merge: [{ word: 'heads', help: 'All heads' }],
  }
  return fits([
    ...(symbols[command.name] ?? [{ word: 'head', help: 'The newest script' }]),
    ...revisions.map((r) => ({ word: r.revision, help: r.message })),
  ])
}
