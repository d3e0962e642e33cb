import type { CopyProgress, FlaskLine, PassedDatabase } from '../../../../protocol'
import type { RunInput, Runner, RunOutcome, SourceFile } from '../../../runner'

/** What a line of `flask` needs of the workbench. */
export interface FlaskBench {
  /** The code as it is now, and what it runs on. */
  input(): RunInput
  /** @param passed databases to be kept with the files */
  setFiles(files: SourceFile[], passed?: readonly PassedDatabase[]): void
  /** The runner, as soon as there is one. */
  runner(): Promise<Pick<Runner, 'run' | 'complete'>>
  /** Runs and shows what happened; null when another run has taken its place. */
  run(runner: Pick<Runner, 'run'>, input: RunInput): Promise<RunOutcome | null>
  /** Brings a file's cell to the front. */
  show(file: string): void
}

/** Milliseconds that a `flask` line may take: a migration may copy many rows. */
const patience = 60_000

/**
 * Runs a line of `flask`; the files that it changed are in their cells afterwards. Null when another
 * run has taken its place.
 * @param cells to evaluate first: the models and the app
 * @param rehearsal on a copy, of which nothing is kept: told how to stop it; false when it counts
 * @param onProgress told while it copies many rows
 */
export async function runFlask(
  bench: FlaskBench,
  line: Omit<FlaskLine, 'files'>,
  cells: string[],
  rehearsal: false | ((stop: () => void) => void),
  onProgress?: (copied: CopyProgress) => void,
): Promise<RunOutcome | null> {
  const runner = await bench.runner()
  const given = bench.input()
  const own = given.files.filter(({ name }) => name.startsWith('migrations/'))
  const input = {
    ...given,
    cells,
    flask: { ...line, files: Object.fromEntries(own.map(({ name, text }) => [name, text])) },
    limits: { ms: patience },
    onProgress,
  }
  if (rehearsal) {
    const { finished, stop } = runner.run(input, () => {})
    rehearsal(stop)
    return finished
  }
  const outcome = await bench.run(runner, input)
  if (!outcome) return null
  const { open = null, files = {}, passed = [] } = outcome.flask ?? {}
  bench.setFiles(changedFiles(bench.input().files, files), outcome.database ? passed : [])
  if (open !== null) bench.show(open)
  return outcome
}

/** Files after changes: texts by name, null for what is deleted. */
export function changedFiles(files: readonly SourceFile[], changes: Record<string, string | null>): SourceFile[] {
  const known = new Set(files.map(({ name }) => name))
  const added = Object.entries(changes).flatMap(([name, text]) => (known.has(name) || text === null ? [] : [{ name, text }]))
  const kept = files.flatMap(({ name, text }) => {
    const now = changes[name] === undefined ? text : changes[name]
    return now === null ? [] : [{ name, text: now }]
  })
  return [...kept, ...added]
}
