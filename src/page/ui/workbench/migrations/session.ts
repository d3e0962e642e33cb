import type { CopyProgress, EventOf, FlaskAnswer, FlaskAsk, FlaskTold, RenameAnswer, RenamePair } from '../../../../protocol'
import type { RunOutcome, SourceFile } from '../../../runner'
import { type KeptDatabase, sameBytes } from '../../../store'
import type { Project } from '../panels/panel'
import { changedFiles } from './run-flask'

/** One line that was typed, and what came of it. */
export interface Entry {
  line: string
  /** Null while it runs, and when it was not reached. */
  answer: FlaskAnswer | null
  /** What stopped it before it could answer. */
  problem: EventOf<'problem'> | null
  running: boolean
  /** How far it is with copying many rows. */
  progress: CopyProgress | null
  /** It ran on a copy, of which nothing was kept. */
  rehearsal: boolean
  /** Decisions made about renames. */
  answers: RenameAnswer[]
  /** What either answer to its question would lead to, once that was asked. */
  told: FlaskTold | null
  /** It followed the restoring of a database: the one that was there before. */
  undo: KeptDatabase | null
  /** The script that it deleted. */
  removed: SourceFile | null
}

/** A database to go back to. */
export interface Moment extends KeptDatabase {
  /** The database is like that now. */
  now: boolean
}

/** How the next migrations are to run. */
export interface Experiment {
  /** On a copy: nothing is kept. */
  rehearsal: boolean
  failAfter: number | null
  transactionalDdl: boolean
}

const plainly: Experiment = { rehearsal: false, failAfter: null, transactionalDdl: true }

const blank: Entry = {
  line: '',
  answer: null,
  problem: null,
  running: false,
  progress: null,
  rehearsal: false,
  answers: [],
  told: null,
  undo: null,
  removed: null,
}

/** How the place of a database is called. */
export const placeOf = (revisions: readonly string[]): string => revisions.join('+') || 'base'

/** The lines of `flask` that were typed on this page. */
export class FlaskSession {
  entries: Entry[] = []
  /** The databases to go back to, newest first. */
  moments: Moment[] = []
  experiment: Experiment = { ...plainly }

  constructor(private readonly onChange: () => void) {}

  get running(): boolean {
    return this.entries.at(-1)?.running ?? false
  }

  /** Lines for the arrow keys, oldest first, without repetitions in a row. */
  get history(): string[] {
    return this.entries.map(({ line }) => line).filter((line, at, all) => line !== all[at - 1])
  }

  /** Runs a line. Does nothing while one is running. */
  async run(
    project: Project,
    line: string,
    answers: RenameAnswer[] = [],
    { rehearsal, ...how }: Experiment = this.experiment,
  ): Promise<void> {
    if (this.running || line.trim() === '') return
    const entry: Entry = { ...blank, line: line.trim(), running: true, rehearsal, answers }
    // A question that was answered gives way to what its answer leads to.
    const earlier = answers.length > 0 ? this.entries.slice(0, -1) : this.entries
    this.entries = [...earlier, entry]
    this.onChange()
    const typed = { line: entry.line, newRevision: newRevision(), now: Date.now(), answers, ...how }
    const outcome = await project.flask(typed, rehearsal, (copied) => {
      entry.progress = copied
      this.onChange()
    })
    entry.running = false
    Object.assign(entry, endOf(outcome))
    this.onChange()
    await this.lookBack(project)
  }

  /** Looks at which databases there are to go back to. */
  async lookBack(project: Project): Promise<void> {
    const kept = await project.kept()
    const now = project.database()
    this.moments = kept.map((one) => ({ ...one, now: sameBytes(one.database, now) }))
    this.onChange()
  }

  /**
   * Goes back to a kept database. The one that is left is kept too.
   * @param at the revisions that the database is at now
   */
  async restore(project: Project, { revisions, database, rows }: KeptDatabase, at: string[]): Promise<void> {
    const left = project.database()
    if (this.running) return
    const undo = left && { revisions: at, database: left, at: Date.now() }
    project.keep(database, [...(undo ? [undo] : []), { revisions, database, ...(rows && { rows }) }])
    this.entries = [...this.entries, { ...blank, line: `cp kept/${placeOf(revisions)}.sqlite data.sqlite` }]
    // The line says where the database is now, and its run shows the tables.
    await this.run(project, 'flask db current', [], plainly)
    this.entries.at(-1)!.undo = undo
    this.onChange()
  }

  /** Lets both answers to a question of the last line be tried on copies. */
  async compare(project: Project, pair: RenamePair): Promise<void> {
    const entry = this.entries.at(-1)
    if (!entry || entry.running) return
    const outcome = await ask(project, { kind: 'both', pair }, entry)
    entry.told = outcome?.flask?.told ?? null
    this.onChange()
  }

  /** The scripts as Alembic's Python, by path; null when that fails, and the log says why. */
  async python(project: Project): Promise<Record<string, string> | null> {
    const outcome = await ask(project, { kind: 'python' }, blank)
    const told = outcome?.flask?.told
    if (told?.kind === 'python') return told.files
    this.entries = [...this.entries, { ...blank, line: '# the scripts as Python', ...endOf(outcome) }]
    this.onChange()
    return null
  }

  /** Deletes a script, as `rm` does. */
  remove(project: Project, path: string): void {
    const removed = project.files().find(({ name }) => name === path) ?? null
    project.setFiles(changedFiles(project.files(), { [path]: null }))
    this.entries = [...this.entries, { ...blank, line: `rm ${path}`, removed }]
    this.onChange()
  }

  /** Puts a deleted script back. */
  bringBack(project: Project, { name, text }: SourceFile): void {
    project.setFiles(changedFiles(project.files(), { [name]: text }))
    this.entries = [...this.entries, { ...blank, line: `git restore ${name}` }]
    this.onChange()
  }

  clear(): void {
    this.entries = []
    this.onChange()
  }
}

/** Lets something be told instead of doing what a line says. */
function ask(project: Project, ask: FlaskAsk, { line, answers }: Pick<Entry, 'line' | 'answers'>): Promise<RunOutcome | null> {
  const { rehearsal: _, ...how } = plainly
  return project.flask({ line, newRevision: newRevision(), now: Date.now(), answers, ...how, ask }, true)
}

/** What a run answered, or what stopped it before it could. */
function endOf(outcome: RunOutcome | null): Pick<Entry, 'answer' | 'problem'> {
  const answer = outcome?.flask ?? null
  const problem = outcome?.events.findLast((event) => event.kind === 'problem')
  return { answer, problem: answer === null && problem?.kind === 'problem' ? problem : null }
}

/** Twelve hexadecimal digits, as Alembic names revisions. */
function newRevision(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
