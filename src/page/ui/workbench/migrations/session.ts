import type { EventOf, FlaskAnswer, FlaskAsk, FlaskTold, RenameAnswer, RenamePair } from '../../../../protocol'
import type { Project } from '../panels/panel'

/** One line that was typed, and what came of it. */
export interface Entry {
  line: string
  /** Null while it runs, and when it was not reached. */
  answer: FlaskAnswer | null
  /** What stopped it before it could answer. */
  problem: EventOf<'problem'> | null
  running: boolean
  /** It ran on a copy, of which nothing was kept. */
  rehearsal: boolean
  /** Decisions made about renames. */
  answers: RenameAnswer[]
  /** What either answer to its question would lead to, once that was asked. */
  told: FlaskTold | null
}

/** How the next migrations are to run. */
export interface Experiment {
  /** On a copy: nothing is kept. */
  rehearsal: boolean
  failAfter: number | null
  transactionalDdl: boolean
}

/** The lines of `flask` that were typed on this page. */
export class FlaskSession {
  entries: Entry[] = []
  experiment: Experiment = { rehearsal: false, failAfter: null, transactionalDdl: true }

  constructor(private readonly onChange: () => void) {}

  get running(): boolean {
    return this.entries.at(-1)?.running ?? false
  }

  /** Lines for the arrow keys, oldest first, without repetitions in a row. */
  get history(): string[] {
    return this.entries.map(({ line }) => line).filter((line, at, all) => line !== all[at - 1])
  }

  /** Runs a line. Does nothing while one is running. */
  async run(project: Project, line: string, answers: RenameAnswer[] = []): Promise<void> {
    if (this.running || line.trim() === '') return
    const { rehearsal, ...how } = this.experiment
    const entry: Entry = { line: line.trim(), answer: null, problem: null, running: true, rehearsal, answers, told: null }
    // A question that was answered gives way to what its answer leads to.
    const earlier = answers.length > 0 ? this.entries.slice(0, -1) : this.entries
    this.entries = [...earlier, entry]
    this.onChange()
    const typed = { line: entry.line, newRevision: newRevision(), now: Date.now(), answers, ...how }
    const outcome = await project.flask(typed, rehearsal)
    entry.running = false
    entry.answer = outcome?.flask ?? null
    const problem = outcome?.events.findLast((event) => event.kind === 'problem' && event.severity === 'error')
    entry.problem = entry.answer === null && problem?.kind === 'problem' ? problem : null
    this.onChange()
  }

  /** Lets both answers to a question of the last line be tried on copies. */
  async compare(project: Project, pair: RenamePair): Promise<void> {
    const entry = this.entries.at(-1)
    if (!entry || entry.running) return
    entry.told = await this.ask(project, { kind: 'both', pair }, entry)
    this.onChange()
  }

  private async ask(
    project: Project,
    ask: FlaskAsk,
    { line, answers }: Pick<Entry, 'line' | 'answers'>,
  ): Promise<FlaskTold | null> {
    const how = { failAfter: null, transactionalDdl: true }
    const outcome = await project.flask({ line, newRevision: newRevision(), now: Date.now(), answers, ...how, ask }, true)
    return outcome?.flask?.told ?? null
  }

  /** Deletes a script, as `rm` does. */
  remove(project: Project, path: string): void {
    project.change({ [path]: null })
    this.entries = [
      ...this.entries,
      { line: `rm ${path}`, answer: null, problem: null, running: false, rehearsal: false, answers: [], told: null },
    ]
    this.onChange()
  }

  clear(): void {
    this.entries = []
    this.onChange()
  }
}

/** Twelve hexadecimal digits, as Alembic names revisions. */
function newRevision(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
