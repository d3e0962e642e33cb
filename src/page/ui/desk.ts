import type { CompiledFile, PassedDatabase } from '../../protocol'
import type { LessonFile, Starter } from '../course'
import { bytesOf } from '../course/bytes'
import {
  type Claim,
  claimDraft,
  type Draft,
  Keeper,
  type KeptDatabase,
  type SaveState,
  type Store,
  sameBytes,
  sameFiles,
} from '../store'
import type { Shared } from '../store/share'

/** Code that came with a link, and the link as the name under which changes to it are kept. */
export interface Foreign {
  shared: Shared
  fragment: string
}

/**
 * What lies on the desk of one step: its files as they are now, where they come from, and how they are kept.
 * Knows nothing of the screen; tells of every change through `onChange`.
 */
export class Desk {
  saveState: SaveState = 'untouched'
  /** The files as they are now. */
  files: LessonFile[]
  /** The files as they were last put there by anything but typing. */
  shown: LessonFile[]
  /** The bytes of the database file that lives across runs; null while there is none. */
  database: Uint8Array | null
  /** Another tab writes this draft. */
  readonly = false
  /** The lesson has changed since the draft was made from it. */
  outdated = false
  /** A draft was put aside just now and can be brought back. */
  hasAside = false
  private readonly start: LessonFile[]
  /** The database that the step begins with; null for an empty one. */
  private readonly startDatabase: Uint8Array | null
  private readonly keeper: Keeper
  private alsoBack: (() => Promise<void>) | null = null
  private claim: Claim | null = null

  private constructor(
    readonly starter: Starter,
    readonly foreign: Foreign | null,
    private readonly store: Store,
    private readonly draftId: string,
    draft: Draft | null,
    private readonly onChange: () => void,
  ) {
    this.start = foreign?.shared.files ?? starter.files
    this.files = draft?.files ?? this.start
    this.shown = this.files
    this.startDatabase = starter.database === null ? null : bytesOf(starter.database)
    this.database = draft?.database ?? this.startDatabase
    this.outdated = !foreign && draft !== null && draft.base !== starter.base
    if (draft) this.saveState = store.trouble === null ? 'saved' : 'memory'
    this.keeper = new Keeper(store, draftId, { files: this.start, database: this.startDatabase }, starter.base, (state) => {
      this.saveState = state
      onChange()
    })
  }

  /**
   * Lays out a step.
   * @param foreign code that came with a link, or null for one's own
   * @param onChange told whenever something on the desk has changed
   */
  static async open(options: { starter: Starter; store: Store; foreign: Foreign | null; onChange(): void }): Promise<Desk> {
    const { starter, store, foreign, onChange } = options
    const draftId = foreign ? `link ${foreign.fragment}` : starter.id
    const desk = new Desk(starter, foreign, store, draftId, await store.draft(draftId), onChange)
    desk.claim = await claimDraft(draftId, { save: () => desk.keeper.flush(), onLost: () => desk.lost() })
    desk.readonly = !desk.claim.held
    return desk
  }

  /** The lesson's own code, or the link's, as it came. */
  get untouched(): boolean {
    return sameBytes(this.database, this.startDatabase) && sameFiles(this.files, this.start)
  }

  /** Why nothing is kept beyond this page, or null. */
  get trouble(): string | null {
    return this.store.trouble
  }

  /** Whether something has to be said about the code, above it. */
  get hasNews(): boolean {
    return this.trouble !== null || this.readonly || this.foreign !== null || this.outdated || this.hasAside
  }

  /** What the build made of those of `shown` that are the lesson's own. */
  get compiled(): CompiledFile[] {
    const own = (name: string) => this.starter.files.find((f) => f.name === name)?.text
    return this.starter.compiled.filter(({ name }) => this.shown.find((f) => f.name === name)?.text === own(name))
  }

  /**
   * The learner has typed, or a run has changed the database file.
   * @param passed databases to be kept in the same moment, oldest first
   */
  typed(files: LessonFile[], database = this.database, passed: readonly PassedDatabase[] = []): void {
    if (this.readonly) return
    this.files = files
    this.database = database
    this.keeper.change(files, database, passed)
  }

  /** The databases that were kept at the revisions passed, newest first. */
  readonly kept = async (): Promise<KeptDatabase[]> => {
    await this.keeper.flush()
    return this.store.kept(this.draftId)
  }

  /** Puts other files there as if they had been typed. */
  put(files: LessonFile[]): void {
    this.typed(files)
    this.show(files, this.database)
  }

  /**
   * Puts the draft aside and lays out the step as it begins.
   * @param what which part of it; the other stays as it is
   * @param alsoBack brings back what was taken away together with the draft
   */
  async startFresh(what: 'code' | 'data' | 'both' = 'both', alsoBack: (() => Promise<void>) | null = null): Promise<void> {
    const files = what === 'data' ? this.files : this.start
    const database = what === 'code' ? this.database : this.startDatabase
    await this.keeper.flush()
    if (alsoBack || (await this.store.draft(this.draftId))) {
      this.hasAside = true
      this.alsoBack = alsoBack
    }
    await this.store.putAside(this.draftId)
    this.saveState = 'untouched'
    this.outdated = false
    this.show(files, database)
    if (what !== 'both') this.keeper.change(files, database)
  }

  /** Undoes startFresh(). */
  async bringBack(): Promise<void> {
    await this.keeper.flush()
    const draft = await this.store.bringBack(this.draftId)
    this.hasAside = false
    if (draft) {
      this.saveState = 'saved'
      this.outdated = draft.base !== this.starter.base
      this.show(draft.files, draft.database ?? this.startDatabase)
    }
    await this.alsoBack?.()
    this.onChange()
  }

  /** Stays with the draft although the lesson has changed. */
  async keepMine(): Promise<void> {
    this.outdated = false
    const { files, database } = this
    await this.store.saveDraft(this.draftId, { files, database, base: this.starter.base, updated: Date.now() })
    this.onChange()
  }

  /** Makes the link's code one's own draft of the step; the draft that was there is put aside. */
  async adopt(): Promise<void> {
    const own = this.starter.id
    await this.store.putAside(own)
    const { files, database } = this
    const passed = (await this.kept()).reverse()
    await this.store.saveDraft(own, { files, database, base: this.starter.base, updated: Date.now() }, passed)
  }

  /** Takes the draft over from the other tab. */
  async takeOver(): Promise<void> {
    await this.claim?.takeOver()
    this.readonly = !this.claim?.held
    const draft = await this.store.draft(this.draftId)
    this.show(draft?.files ?? this.start, draft?.database ?? this.startDatabase)
  }

  /** Writes what waits. */
  save(): Promise<void> {
    return this.keeper.flush()
  }

  async close(): Promise<void> {
    await this.keeper.flush()
    this.claim?.release()
  }

  private lost(): void {
    this.keeper.drop()
    this.readonly = true
    this.onChange()
  }

  private show(files: LessonFile[], database: Uint8Array | null = this.startDatabase): void {
    this.files = files
    this.database = database
    // A new list, also for the same files: what was typed since has to go.
    this.shown = [...files]
    this.onChange()
  }
}
