import type { SessionCase, Step } from './case'
import { describe, difference, errorDifference, shareOfWords } from './compare'
import { databaseDifferences } from './database'
import { parse } from './python/parse'
import { recordedSent, sentDifference, shown } from './sql'
import { openStage, type Stage } from './workspace'

/** What a run of one case found. Steps count from 0, as in the recordings. */
export interface Outcome {
  differences: string[]
  /** Steps that were left out, each with the reason. */
  leftOut: string[]
  /** Every step as it went, for --verbose. */
  log: string[]
}

/** Runs a recorded script against our library and compares every step. */
export async function runSession(recorded: SessionCase, models: Map<string, string>): Promise<Outcome> {
  const outcome: Outcome = { differences: [], leftOut: [], log: [] }
  const stage = await openStage(recorded)
  try {
    if (!prepare(stage, recorded, models, outcome)) return outcome
    recorded.steps.forEach((step, i) => {
      const reason = recorded.gc_sensitive?.includes(i)
        ? 'depends on the garbage collector'
        : runStep(stage, step, i, outcome, recorded.tags?.includes('row-order-chosen-by-sqlite') ?? false)
      if (reason) outcome.leftOut.push(`step ${i} \`${step.py}\`: ${reason}`)
    })
    if (recorded.tables || recorded.sqlite_master) outcome.differences.push(...databaseDifferences(stage, recorded))
  } finally {
    stage.close()
  }
  return outcome
}

/** Models, tables and first rows: what comes before the steps. */
function prepare(stage: Stage, recorded: SessionCase, models: Map<string, string>, outcome: Outcome): boolean {
  const source = recorded.models_python ?? (recorded.models ? models.get(recorded.models) : '')
  if (source === undefined) {
    outcome.differences.push(`the model set ${recorded.models} is not among the recordings`)
    return false
  }
  const hasModels = recorded.models !== undefined || recorded.models_python !== undefined
  const create = hasModels && recorded.create_all_first !== false ? 'db.create_all()' : ''
  for (const [part, text] of [
    ['models', source],
    ['create_all()', create],
    ['setup', recorded.setup ?? ''],
  ] as const) {
    try {
      for (const statement of parse(text)) stage.py.run(statement)
      // the recordings describe the models before they run, which makes their relationships ready
      if (part === 'models' && hasModels) stage.configure()
    } catch (error) {
      outcome.differences.push(`${part}: ${errorText(error)}`)
      return false
    }
  }
  // SQLite takes the switch only outside a transaction; Python's driver has begun none at that point
  if (recorded.steps.some((s) => /PRAGMA foreign_keys\s*=\s*ON/i.test(s.py))) stage.connection.foreignKeys = true
  stage.taken()
  return true
}

/** Runs and compares one step. Returns why it is left out, or null. */
function runStep(stage: Stage, step: Step, index: number, outcome: Outcome, anyOrder: boolean): string | null {
  const found: string[] = []
  let value: unknown
  let error: Error | null = null
  try {
    for (const statement of step.tree ? [step.tree] : parse(step.py)) value = stage.py.run(statement)
  } catch (thrown) {
    error = thrown instanceof Error ? thrown : new Error(String(thrown))
  }
  const { sent, warnings, output } = stage.taken()
  if (error?.name === 'NoCounterpart') return error.message
  // a name that Python's object lacks is one that ours lacks too
  if (error?.name === 'Missing' && step.error?.type === 'AttributeError') error.name = 'AttributeError'
  else if (error !== null && (step.error === undefined || error.name === 'Missing')) found.push(`raised ${errorText(error)}`)
  else if (step.error)
    found.push(
      (error === null
        ? `expected ${step.error.type}: ${step.error.message.split('\n')[0]}`
        : errorDifference(step.error, error)) ?? '',
    )
  if (error === null && step.result !== undefined) found.push(difference(step.result, value, stage.inspector, anyOrder) ?? '')
  found.push(sentDifference(recordedSent(step.sql), sent) ?? '')
  for (const w of step.warnings ?? []) {
    if (/Decimal objects natively/.test(w.message)) continue // Numeric is a number here, there is no Decimal to warn of
    if (!warnings.some((mine) => shareOfWords(w.message.split(/\.\s/)[0]!, mine) >= 0.6))
      found.push(`expected the warning ${JSON.stringify(w.message.slice(0, 140))}`)
  }
  if (printed(step.stdout ?? '') !== printed(output.join('\n')))
    found.push(`expected the output ${JSON.stringify(step.stdout)}, got ${JSON.stringify(output.join('\n'))}`)
  if (error === null && step.repr !== undefined) found.push(showDifference(stage, step, value))
  const differences = found.filter(Boolean)
  outcome.differences.push(...differences.map((d) => `step ${index} \`${oneLine(step.py)}\`: ${d}`))
  outcome.log.push(
    `${differences.length > 0 ? '✗' : '✓'} ${index} ${oneLine(step.py)}`,
    ...(step.result === undefined ? [] : [`    value: ${error ? '(error)' : describe(value, stage.inspector)}`]),
    ...(error ? [`    raised: ${errorText(error)}`] : []),
    ...sent.map((s) => `    sql: ${shown(s)}`),
    ...warnings.map((w) => `    warning: ${w}`),
    ...differences.map((d) => `    ≠ ${d}`),
  )
  return null
}

/** The recordings show each value after the step, which may refresh expired objects. */
function showDifference(stage: Stage, step: Step, value: unknown): string {
  let problem = ''
  try {
    const text = stage.py.repr(value)
    if (/^<[A-Z]\w* '[^']*'>$/.test(step.repr!) && text !== step.repr) problem = `shows as ${text} instead of ${step.repr}`
  } catch (error) {
    problem = `cannot be shown: ${errorText(error)}`
  }
  const sql = sentDifference(recordedSent(step.repr_sql ?? []), stage.taken().sent)
  return problem || (sql ? `showing it: ${sql}` : '')
}

/** What was printed, where SQL may break its lines and call its parameters differently. */
const printed = (text: string) =>
  text
    .replace(/(?<=^|\s|\()(:\w+_\d+)\b/g, '?')
    .replace(/\s+/g, ' ')
    .trim()

const oneLine = (py: string) => (py.includes('\n') ? `${py.split('\n')[0]} …` : py)

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const place =
    error.name === 'TypeError' || error.name === 'ReferenceError' || error.name === 'Error'
      ? ` (${
          error.stack
            ?.split('\n')
            .find((l) => /^\s+at /.test(l))
            ?.trim() ?? ''
        })`
      : ''
  return `${error.name}: ${error.message.split('\n')[0]}${place}`
}
