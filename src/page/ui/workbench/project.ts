import type { MigrationTrace, PassedDatabase } from '../../../protocol'
import type { RunInput, Runner, RunOutcome, SourceFile } from '../../runner'
import type { KeptDatabase } from '../../store'
import type { Project } from './panels/panel'

/** Milliseconds that a `flask` line may take: a migration may copy many rows. */
const patience = 60_000

/** What the project needs of the workbench. */
export interface ProjectBench {
  /** The code as it is now, and what it runs on. */
  input(): RunInput
  /** @param passed databases to be kept with the files */
  setFiles(files: SourceFile[], passed?: readonly PassedDatabase[]): void
  /** Puts a database in the place of the one there is. */
  keep(database: Uint8Array, passed?: readonly PassedDatabase[]): void
  /** The databases kept so far, newest first. */
  kept(): Promise<KeptDatabase[]>
  readonly(): boolean
  /** The runner, as soon as there is one. */
  runner(): Promise<Pick<Runner, 'run' | 'complete'>>
  /** Runs and shows what happened; null when another run has taken its place. */
  run(runner: Pick<Runner, 'run'>, input: RunInput): Promise<RunOutcome | null>
  /** Stops what bench.run() has started. */
  stop(): void
  /** Brings a file's cell to the front. */
  show(file: string): void
  /** A migration has run: there is something to play. */
  played(): void
  /** Brings the player to the front, on a narrow screen too. */
  play(): void
}

const folder = 'migrations/'

/** The learner's files and database, as the `flask` command line sees them. */
export function projectOf(bench: ProjectBench): Project {
  const own = () => bench.input().files.filter(({ name }) => name.startsWith(folder))
  const changeFiles = (changed: Record<string, string | null>, passed?: readonly PassedDatabase[]) => {
    const kept = bench.input().files.map(({ name, text }) => ({ name, text: changed[name] === undefined ? text : changed[name] }))
    const added = Object.entries(changed)
      .filter(([name]) => !kept.some((file) => file.name === name))
      .map(([name, text]) => ({ name, text }))
    bench.setFiles(
      [...kept, ...added].filter((file): file is SourceFile => file.text !== null),
      passed,
    )
  }
  let stopRehearsal = () => {}
  let traces: readonly MigrationTrace[] = []
  return {
    get traces() {
      return traces
    },
    migrates: () => /^sqlite:\/\/\/(?!:memory:$)./.test(bench.input().url ?? '') || own().length > 0,
    readonly: bench.readonly,
    files: () => bench.input().files,
    database: () => bench.input().database ?? null,
    change: (changed) => changeFiles(changed),
    play: () => bench.play(),
    kept: () => bench.kept(),
    restore: (database, passed) => bench.keep(database, passed),
    complete: async (line, revisions) => (await bench.runner()).complete(line, revisions),
    stop() {
      stopRehearsal()
      bench.stop()
    },
    async flask(line, rehearsal, onProgress) {
      const runner = await bench.runner()
      const { cells, ...rest } = bench.input()
      const files = Object.fromEntries(own().map(({ name, text }) => [name, text]))
      const input = {
        ...rest,
        cells: cells.length > 1 ? cells.filter((name) => name !== queryCell(cells)) : cells,
        flask: { ...line, files },
        limits: { ms: patience },
        onProgress,
      }
      const rehearse = () => {
        const handle = runner.run(input, () => {})
        stopRehearsal = handle.stop
        return handle.finished
      }
      const outcome = await (rehearsal ? rehearse() : bench.run(runner, input))
      const { open = null, files: changed = {}, passed } = outcome?.flask ?? {}
      if (outcome && !rehearsal) changeFiles(changed, outcome.database ? passed : [])
      if (open !== null && !rehearsal) bench.show(open)
      if (outcome?.flask && outcome.flask.traces.length > 0) {
        traces = outcome.flask.traces
        bench.played()
      }
      return outcome
    },
  }
}

/** The cell that asks; the models and the app are in the others. */
export const queryCell = (cells: readonly string[]): string | undefined =>
  cells.find((name) => name === 'query.ts') ?? cells.at(-1)

/** Whether a file stands in a cell of its own; what `flask db init` makes besides its settings is left out. */
export const hasCell = (name: string): boolean => !name.startsWith(folder) || /\/(versions\/.*|alembic\.ini)$/.test(name)

/** What a file is called on its tab. */
export const titleOf = (name: string): string => (name.startsWith(folder) ? name.slice(name.lastIndexOf('/') + 1) : name)
