import type { MigrationTrace, PassedDatabase } from '../../../protocol'
import type { KeptDatabase } from '../../store'
import type { FlaskBench } from './migrations/run-flask'
import type { Project } from './panels/panel'

/** What the project needs of the workbench. */
export interface ProjectBench extends FlaskBench {
  /** Puts a database in the place of the one there is. */
  keep(database: Uint8Array, passed?: readonly PassedDatabase[]): void
  /** The databases kept so far, newest first. */
  kept(): Promise<KeptDatabase[]>
  readonly(): boolean
  /** Stops what bench.run() has started. */
  stop(): void
  /** A migration has run: there is something to play. */
  played(): void
  /** Brings the player to the front, on a narrow screen too. */
  play(): void
}

const folder = 'migrations/'

/** The learner's files and database, as the `flask` command line sees them. */
export function projectOf(bench: ProjectBench): Project {
  let stopRehearsal = () => {}
  let traces: readonly MigrationTrace[] = []
  return {
    ...bench,
    get traces() {
      return traces
    },
    migrates: () =>
      /^sqlite:\/\/\/(?!:memory:$)./.test(bench.input().url ?? '') ||
      bench.input().files.some(({ name }) => name.startsWith(folder)),
    files: () => bench.input().files,
    database: () => bench.input().database ?? null,
    complete: async (line, revisions) => (await bench.runner()).complete(line, revisions),
    stop() {
      stopRehearsal()
      bench.stop()
    },
    async flask(line, rehearsal, onProgress) {
      const { runFlask } = await import('./migrations/run-flask')
      const { cells } = bench.input()
      const before = cells.length > 1 ? cells.filter((name) => name !== queryCell(cells)) : cells
      const outcome = await runFlask(bench, line, before, rehearsal && ((stop) => (stopRehearsal = stop)), onProgress)
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
