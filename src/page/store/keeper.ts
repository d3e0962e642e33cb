import type { PassedDatabase } from '../../protocol'
import type { Draft, DraftFile, Store } from './store'

/** `untouched`: as the lesson has it. `memory`: kept until the page is closed. */
export type SaveState = 'untouched' | 'saving' | 'saved' | 'memory'

/** Milliseconds without typing after which a draft is written, and the longest that any typing waits. */
const quiet = 250
const longest = 450

type Kept = Pick<Draft, 'files' | 'database'>

/** Writes what is typed into one step, soon after it is typed. */
export class Keeper {
  private waiting: (Kept & { passed: readonly PassedDatabase[] }) | null = null
  private writing: Promise<void> = Promise.resolve()
  private timer: ReturnType<typeof setTimeout> | undefined
  private since = 0

  /**
   * @param id which draft
   * @param start files and database as the lesson has them; when they are like that again, the draft is deleted
   * @param base hash of these files
   * @param onState told at each change
   */
  constructor(
    private readonly store: Store,
    private readonly id: string,
    private readonly start: Kept,
    private readonly base: string,
    private readonly onState: (state: SaveState) => void,
  ) {}

  /**
   * Takes the files as they are now, and the database file that belongs to them.
   * @param passed databases to be kept with them, in the same moment
   */
  change(files: DraftFile[], database: Uint8Array | null = null, passed: readonly PassedDatabase[] = []): void {
    const now = performance.now()
    if (!this.waiting) this.since = now
    this.waiting = { files, database, passed: [...(this.waiting?.passed ?? []), ...passed] }
    this.onState('saving')
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.flush(), Math.max(0, Math.min(quiet, this.since + longest - now)))
  }

  /** Writes at once what waits. */
  flush(): Promise<void> {
    clearTimeout(this.timer)
    const kept = this.waiting
    this.waiting = null
    if (kept) this.writing = this.writing.then(() => this.write(kept))
    return this.writing
  }

  /** Forgets what waits: somebody else owns the draft now. */
  drop(): void {
    clearTimeout(this.timer)
    this.waiting = null
  }

  private async write({ files, database, passed }: NonNullable<Keeper['waiting']>): Promise<void> {
    const untouched = sameBytes(database, this.start.database) && sameFiles(files, this.start.files)
    if (untouched) await this.store.deleteDraft(this.id)
    else await this.store.saveDraft(this.id, { files, database, base: this.base, updated: Date.now() }, passed)
    if (this.waiting) return
    this.onState(untouched ? 'untouched' : this.store.trouble === null ? 'saved' : 'memory')
  }
}

/** Whether two lists hold the same files with the same texts, in any order. */
export function sameFiles(a: DraftFile[], b: DraftFile[]): boolean {
  return a.length === b.length && a.every((file) => b.some((other) => other.name === file.name && other.text === file.text))
}

/** Whether two databases are the same, byte for byte; null and undefined: there is none. */
export function sameBytes(a: Uint8Array | null | undefined, b: Uint8Array | null | undefined): boolean {
  if (!a || !b) return !a === !b
  return a === b || (a.length === b.length && a.every((byte, i) => byte === b[i]))
}
