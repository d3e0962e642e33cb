import type { FlaskAnswer } from '../../../protocol'
import { TermError } from '../../schema/errors'
import { databaseError, fullMessage, qualifiedName } from '../errors'
import { CommandError } from '../revisions/errors'
import { type Environment, Session } from './environment'
import { type ParsedLine, parseLine } from './line'
import { downgrade, stamp, upgrade } from './move'
import { pythonScripts } from './python'
import { branches, current, heads, history, show } from './show'
import { commandHelp, groupHelp } from './specs'
import { check, edit, init, merge, migrate, revision } from './write'

export type { Environment } from './environment'
export { type Completion, complete, words } from './line'
export { rehearse } from './rehearse'
export { type CommandSpec, commands, type OptionSpec } from './specs'

const run: Record<string, (s: Session, line: ParsedLine) => void> = {
  branches,
  check,
  current,
  downgrade,
  edit,
  heads,
  history,
  init,
  merge,
  migrate,
  revision,
  show,
  stamp,
  upgrade,
}

/**
 * Runs one typed line, `flask db upgrade +1`. Never throws: what went wrong is in the result, in the words of the real command
 * line, and again as `problem` with the ways out.
 */
export function runCommand(line: string, environment: Environment): FlaskAnswer {
  const parsed = parseLine(line)
  const directory = 'options' in parsed ? parsed.options.directory : undefined
  const session = new Session(environment, typeof directory === 'string' ? directory : undefined)
  const { result } = session
  if (environment.ask?.kind === 'python') {
    attempt(session, () => (result.told = pythonScripts(session)))
    return result
  }
  if ('message' in parsed) {
    session.result.stderr = parsed.message
    result.exit = parsed.exit
    result.problem = {
      term: 'UsageError',
      message: parsed.message.trim().split('\n').at(-1)!,
      hint: usageHint(line),
      actions: [],
    }
    return result
  }
  if (parsed.command === null || parsed.help) {
    result.stdout = parsed.command ? commandHelp(parsed.command) : groupHelp()
    return result
  }
  const { command } = parsed
  attempt(session, () => {
    if (command.name !== 'init') session.needFolder()
    run[command.name]!(session, parsed)
  })
  return result
}

function attempt(session: Session, work: () => void): void {
  try {
    work()
  } catch (thrown) {
    fail(session, thrown instanceof TermError ? thrown : databaseError(thrown))
  }
}

const usageHint = (line: string) =>
  /downgrade\s+-\d/.test(line)
    ? 'A number with a minus sign looks like an option. Write: flask db downgrade -- -1, or flask db downgrade alone for one step.'
    : null

/** Errors that Flask-Migrate logs instead of letting them through: RuntimeError and its kind too. */
const caught = new Set(['CommandError', 'RuntimeError', 'NotImplementedError'])

function fail(session: Session, error: TermError) {
  const { result } = session
  result.exit = 1
  if (error instanceof CommandError && error.warning) session.err(error.warning)
  if (caught.has(error.name) && error.sql === undefined)
    session.err(session.started ? `ERROR [flask_migrate] Error: ${error.message}` : `Error: ${error.message}`)
  else session.err(`${qualifiedName(error)}: ${fullMessage(error)}`)
  const actions = session.actionsOf(error)
  if (/table .* already exists/.test(error.message) && !/_alembic_tmp_/.test(error.message))
    actions.push({ label: 'Mark the database as up to date', command: 'flask db stamp head' })
  result.problem = { term: error.name, message: error.message, hint: error.hint, actions }
}
