import type { MigrationTrace } from '../../../protocol'
import type { RunInput, RunOutcome, SourceFile } from '../../runner'
import type { Project } from './panels/panel'

/** Milliseconds that a `flask` line may take: a migration may copy many rows. */
const patience = 60_000

/** What the project needs of the workbench. */
interface Bench extends Pick<Project, 'files' | 'readonly' | 'complete'> {
  url(): string
  setFiles(files: SourceFile[]): void
  /** Runs what the models need, then the line. */
  run(input: Pick<RunInput, 'flask' | 'limits'>): Promise<RunOutcome | null>
  /** Brings a file's cell to the front. */
  show(file: string): void
  /** A migration has run: there is something to play. */
  played(): void
}

const folder = 'migrations/'

/** The learner's files and database, as the `flask` command line sees them. */
export function projectOf(bench: Bench): Project {
  const own = () => bench.files().filter(({ name }) => name.startsWith(folder))
  const change: Project['change'] = (changed) => {
    const kept = bench.files().map(({ name, text }) => ({ name, text: changed[name] === undefined ? text : changed[name] }))
    const added = Object.entries(changed)
      .filter(([name]) => !kept.some((file) => file.name === name))
      .map(([name, text]) => ({ name, text }))
    bench.setFiles([...kept, ...added].filter((file): file is SourceFile => file.text !== null))
  }
  let traces: readonly MigrationTrace[] = []
  return {
    get traces() {
      return traces
    },
    migrates: () => /^sqlite:\/\/\/(?!:memory:$)./.test(bench.url()) || own().length > 0,
    readonly: bench.readonly,
    files: bench.files,
    change,
    complete: bench.complete,
    async flask(line) {
      const files = Object.fromEntries(own().map(({ name, text }) => [name, text]))
      const outcome = await bench.run({ flask: { ...line, files }, limits: { ms: patience } })
      if (outcome) change(outcome.flask?.files ?? {})
      const { open } = outcome?.flask ?? {}
      if (open) bench.show(open)
      if (outcome?.flask && outcome.flask.traces.length > 0) {
        traces = outcome.flask.traces
        bench.played()
      }
      return outcome
    },
  }
}

/** Whether a file stands in a cell of its own; what `flask db init` makes besides its settings is left out. */
export const hasCell = (name: string): boolean => !name.startsWith(folder) || /\/(versions\/.*|alembic\.ini)$/.test(name)

/** What a file is called on its tab. */
export const titleOf = (name: string): string => (name.startsWith(folder) ? name.slice(name.lastIndexOf('/') + 1) : name)
