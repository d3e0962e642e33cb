import { LitElement, type nothing, type PropertyValues, type TemplateResult } from 'lit'
import type {
  CopyProgress,
  FlaskCompletion,
  FlaskLine,
  MigrationTrace,
  PassedDatabase,
  RowData,
  TimelineEvent,
  WebRequest,
  WebResponse,
} from '../../../../protocol'
import type { RowsQuery, RunOutcome, SourceFile } from '../../../runner'
import type { KeptDatabase } from '../../../store'
import type { Timeline, TimelineChange } from '../timeline'
import { moveFocus, settleFocus } from './roving'

export interface PanelContext {
  timeline: Timeline
  /** More rows of a table of the live database than the timeline holds. */
  rows(query: RowsQuery): Promise<{ rows: RowData[]; total: number }>
  /** Whether the code of the last run makes an app. */
  hasApp(): boolean
  /** Lets that app answer; what happens goes onto the timeline. */
  visit(requests: WebRequest[]): Promise<WebResponse[]>
  /**
   * Evaluates code where the run ended; what happens goes onto the timeline and is the answer.
   * @param line the number of its first line in the shell
   * @throws Error before the first run
   */
  command(text: string, line: number): Promise<TimelineEvent[]>
  project: Project
  /** Draws the panes again: something that a panel waited for is there. */
  redraw(): void
}

/** The learner's files and database, as the `flask` command line sees them. */
export interface Project {
  /** Whether the database is a file that lives on, or there are migration scripts. */
  migrates(): boolean
  readonly(): boolean
  /** What the last line that ran a migration did. */
  readonly traces: readonly MigrationTrace[]
  /** Brings the player of that to the front. */
  play(): void
  files(): SourceFile[]
  /** The bytes of the database file; null while there is none. */
  database(): Uint8Array | null
  /** Replaces all files; nothing runs. */
  setFiles(files: SourceFile[]): void
  /**
   * Runs a line; the files that it changed are in their cells afterwards. Null when another run has taken its place.
   * @param rehearsal on a copy: nothing of it is kept, the player shows what would happen
   * @param onProgress told while it copies many rows
   */
  flask(
    line: Omit<FlaskLine, 'files'>,
    rehearsal: boolean,
    onProgress?: (copied: CopyProgress) => void,
  ): Promise<RunOutcome | null>
  /** Stops the line that is running; files and database stay as they were before it. */
  stop(): void
  /** The databases that were kept at the revisions passed, newest first. */
  kept(): Promise<KeptDatabase[]>
  /**
   * Puts a database in the place of the one there is. Nothing runs.
   * @param passed databases to keep in the same moment, oldest first
   */
  keep(database: Uint8Array, passed: readonly PassedDatabase[]): void
  complete(line: string, revisions: { revision: string; message: string }[]): Promise<FlaskCompletion[]>
}

/** One panel of what happened. */
export interface PanelDefinition {
  id: string
  title: string
  /** Which of the two panes it is in on a wide screen. */
  pane: 'upper' | 'lower'
  /** Whether there is something for it to show; left out, there always is. */
  when?(context: PanelContext): boolean
  /** A few characters beside the title, or none. */
  badge(timeline: Timeline): string
  draw(context: PanelContext): TemplateResult | typeof nothing
}

/**
 * Base of all panels: drawn from the timeline when that changes, in the document itself (not in a shadow root), with
 * arrow keys among its `data-rove` elements. Fires `panel-drawn` after drawing, for the thread to be lit again.
 */
export abstract class TimelinePanel extends LitElement {
  static override properties = { context: { attribute: false } }
  context!: PanelContext
  private unlisten: (() => void) | null = null

  protected get timeline(): Timeline {
    return this.context.timeline
  }

  override createRenderRoot(): HTMLElement {
    return this
  }

  override connectedCallback(): void {
    super.connectedCallback()
    // What an element was given before its code had come is its own with the first update only.
    if (!this.hasUpdated) this.performUpdate()
    this.unlisten = this.timeline.listen((change) => this.changed(change))
    this.addEventListener('keydown', this.onKey)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.unlisten?.()
    this.removeEventListener('keydown', this.onKey)
  }

  /** Decides what to do about a change of the timeline; drawing again is the default for all but the thread. */
  protected changed(change: TimelineChange): void {
    if (change !== 'thread') this.requestUpdate()
  }

  override updated(_changed: PropertyValues): void {
    settleFocus(this)
    this.dispatchEvent(new CustomEvent('panel-drawn', { bubbles: true }))
  }

  private readonly onKey = (event: KeyboardEvent): void => moveFocus(this, event)
}
