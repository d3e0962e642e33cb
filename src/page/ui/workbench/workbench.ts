import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import type { CompiledFile, PassedDatabase } from '../../../protocol'
import type { RunInput, Runner, RunOutcome, SourceFile } from '../../runner'
import { shellFile } from '../../runner/contract'
import type { KeptDatabase } from '../../store'
import { hasRoute, makesApp } from './app-in-code'
import { type CellGroup, cellGroup, groupsOf } from './cells/cell-group'
import { EditorUpgrade } from './cells/upgrade'
import { contextOf } from './context'
import { Files } from './files'
import { Front } from './front'
import { gestures } from './gestures'
import { Layout } from './layout'
import type { PanelDefinition } from './panels/panel'
import { problemCards } from './panels/problem-card'
import { holds, narrowTabs, pane } from './panes'
import { Pointing } from './pointing'
import { type LineView, linesOf, problemsElsewhere } from './projections/lines'
import { runButton } from './run-button'
import { RunControl } from './run-control'
import { shortcuts } from './shortcuts'
import { timeRail } from './time-rail'
import { Timeline, type TimelineChange } from './timeline'
import './workbench.css'
import './panels/panels.css'
import './responsive.css'

/** What there is to be kept after a change. */
export interface FilesChange {
  files: SourceFile[]
  database: Uint8Array | null
  /** Databases to be kept in the same moment, oldest first. */
  passed: readonly PassedDatabase[]
}

/**
 * Cells of code and what happened when they ran. Draws into the document itself, not into a shadow root, because the
 * editor's styles live there; children with slot="text" and slot="actions" are placed by its style sheet.
 *
 * Events: `files-change` (FilesChange) on every change of the text and of the database file, `run-end` {outcome, files},
 * `position-change` {seq}.
 */
export class Workbench extends LitElement {
  static override properties = {
    files: { attribute: false },
    cells: { attribute: false },
    compiled: { attribute: false },
    url: {},
    database: { attribute: false },
    runner: { attribute: false },
    readonly: { type: Boolean },
    autorun: { type: Boolean },
    position: { type: Number },
  }
  /** The files as they were given; what is typed since then is in `currentFiles`. */
  files: SourceFile[] = []
  /** Names of the files to evaluate, in order. */
  cells: string[] = ['models.ts', 'query.ts']
  /** Build-time output for files whose text is still the one given. */
  compiled?: CompiledFile[]
  url = 'sqlite://'
  /** The bytes of the database file that lives across runs; null while there is none. */
  database: Uint8Array | null = null
  runner!: Runner
  readonly = false
  /** Runs once by itself as soon as there is a runner. */
  autorun = false
  /** Where on the timeline to stand after the first run: the seq of an event. */
  position?: number
  /** The databases kept so far, newest first. */
  kept: () => Promise<KeptDatabase[]> = async () => []
  readonly timeline = new Timeline()

  private readonly layout = new Layout(this)
  private readonly front = new Front(this, () => this.groups)
  private readonly sheet = new Files()
  private lines = new Map<string, LineView>()
  private sqliteVersion: string | null = null
  private outcome: RunOutcome | null = null
  private firstResult = false
  private readonly control = new RunControl({
    changed: () => this.requestUpdate(),
    progress: (events) => this.timeline.record(events),
  })
  private readonly pointing = new Pointing(this, this.timeline, (lines) => {
    for (const cell of this.front.cells) cell.setThread(lines)
  })
  private readonly context = contextOf({
    timeline: this.timeline,
    input: () => this.input,
    hasApp: () => this.hasApp,
    setFiles: (files, passed) => this.setFiles(files, passed),
    readonly: () => this.readonly,
    runner: () => this.runnerThere,
    run: async (runner, input) => {
      const outcome = await this.control.run(runner, input)
      if (outcome) this.take(outcome, input.files)
      return outcome
    },
    show: (file) => this.front.cell(file),
    redraw: () => this.requestUpdate(),
    played: () => this.front.panel('player'),
    play: () => {
      this.front.panel('player')
      this.front.turnTo('player')
    },
    stop: () => this.stop(),
    kept: () => this.kept(),
    keep: (database, passed) => {
      this.database = database
      this.tellFiles(passed)
    },
  })
  private hasRunner!: (runner: Runner) => void
  /** The runner, as soon as there is one. */
  private readonly runnerThere = new Promise<Runner>((resolve) => (this.hasRunner = resolve))
  /** The code that ran last makes a Flask app. */
  private hasApp = false
  private readonly upgrade: EditorUpgrade
  /** What has to end when the element leaves the page. */
  private endings: (() => void)[] = []

  constructor() {
    super()
    const isConnected = () => this.isConnected
    this.upgrade = new EditorUpgrade({ isConnected, cells: () => this.front.cells, files: () => this.currentFiles })
  }

  /** The files as they are now. */
  get currentFiles(): SourceFile[] {
    return this.sheet.current
  }

  /** Runs the code as it is now. Does nothing while there is no runner. */
  async run(): Promise<void> {
    if (!this.runner) return
    const { input } = this
    const { files } = input
    const outcome = await this.control.run(this.runner, input)
    // What ran on a database that was put away meanwhile is not about the one that is there now.
    if (!outcome || this.database !== input.database) return
    const hasApp = makesApp(files)
    if (hasApp && hasRoute(files) && !this.hasApp) {
      this.front.put('upper', 'browser')
      if (this.front.tab === 'code') this.front.turnTo('browser')
    }
    this.hasApp = hasApp
    this.take(outcome, files)
  }

  /** Stops the run that is going on. */
  stop(): void {
    this.control.stop()
  }

  /** Replaces all files. Nothing runs. */
  setFiles(files: SourceFile[], passed: readonly PassedDatabase[] = []): void {
    this.sheet.replace(files)
    this.requestUpdate('put')
    this.tellFiles(passed)
  }

  /** Shows a file and puts the caret into it. @param line counts from 1 */
  focusCell(name: string, line?: number): void {
    this.front.focusCell(name, line)
  }

  /** Brings a panel to the front of its pane. @param id as in the list of panels */
  openPanel(id: string): void {
    this.front.panel(id)
  }

  /** Brings a file's cell to the front; false when it has none. */
  showCell(name: string): boolean {
    return this.front.cell(name)
  }

  /** Shows how a run ended. */
  private take(outcome: RunOutcome, files: SourceFile[]): void {
    this.outcome = outcome
    this.database = outcome.database ?? this.database
    this.timeline.record(outcome.events)
    if (!this.firstResult) this.afterFirstResult()
    this.tellPosition()
    // First of all the owner has to know the new file: it gives its own one back each time it draws.
    if (outcome.database) this.tellFiles()
    this.dispatchEvent(new CustomEvent('run-end', { detail: { outcome, files } }))
  }

  override createRenderRoot(): HTMLElement {
    return this
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.front.tab = this.hasText ? 'text' : 'code'
    this.endings = [
      this.timeline.listen((change) => this.timelineChanged(change)),
      gestures(this, {
        pointing: this.pointing,
        typed: (file, text) => {
          this.sheet.type(file, text)
          this.tellFiles()
        },
        goTo: (place) => this.front.goTo(place),
        wantEditor: () => void this.upgrade.now(),
      }),
      shortcuts({ run: () => this.run(), step: (by) => this.timeline.goTo(this.timeline.stop + by) }),
    ]
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const end of this.endings) end()
    this.control.stop()
    // The cells let go of their editors first; a workbench that is only moved keeps them.
    queueMicrotask(() => this.isConnected || this.upgrade.close())
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('files')) this.sheet.give(this.files)
    this.classList.toggle('no-text', !this.hasText)
    this.dataset.tab = this.front.tab
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('runner') && this.runner) {
      this.hasRunner(this.runner)
      this.start(this.runner)
    }
    if (changed.has('position') && this.position !== undefined && this.firstResult) this.timeline.goToEvent(this.position)
    if (changed.has('files') || changed.has('put')) this.upgrade.filesChanged()
    this.upgrade.apply()
  }

  override render(): TemplateResult {
    const [upper, lower] = this.groups
    const { narrow } = this.layout
    return html`
      ${narrow ? narrowTabs({ context: this.context, active: this.front.tab, text: this.hasText, onPick: (id) => this.front.turnTo(id) }) : nothing}
      ${this.hasText ? this.layout.splitter('text') : nothing}
      <section class="centre" aria-label="Code">
        ${upper.files.length > 0 ? this.cellGroup(upper) : nothing}
        ${upper.files.length > 0 ? this.layout.splitter('cells') : nothing}
        ${this.cellGroup(lower, narrow ? nothing : this.runButton())}
        ${this.problemsWithoutLine()}
      </section>
      ${this.layout.splitter('panels')}
      <section class="right" aria-label="What happened">${this.pane('upper')}${this.layout.splitter('tables')}${this.pane('lower')}</section>
      <footer class="status">${timeRail(this.timeline, { url: this.url, sqliteVersion: this.sqliteVersion, ms: this.outcome?.ms ?? null })}${
        narrow ? this.runButton() : nothing
      }</footer>
    `
  }

  private get hasText(): boolean {
    return this.querySelector(':scope > [slot=text]') !== null
  }

  private get groups() {
    return groupsOf(this.currentFiles, this.cells)
  }

  private cellGroup(group: CellGroup, action: unknown = nothing): TemplateResult {
    const { timeline, lines, readonly, front } = this
    const onPick = (name: string) => front.put(group.id, name)
    return cellGroup(group, { shown: front.of(group.id), texts: this.currentFiles, lines, timeline, readonly, action, onPick })
  }

  private problemsWithoutLine(): TemplateResult {
    const files = [...this.currentFiles.map((file) => file.name), shellFile]
    return problemCards(problemsElsewhere(this.timeline.events, files))
  }

  private runButton(): TemplateResult {
    return runButton(this.control.counting, { run: () => this.run(), stop: () => this.stop() })
  }

  private pane(name: PanelDefinition['pane']): TemplateResult {
    const { front, context } = this
    const { narrow } = this.layout
    const active = narrow && holds(name, front.tab) ? front.tab : front.of(name)!
    const onPick = (id: string) => front.put(name, id)
    const hidden = narrow && active !== front.tab
    return pane({ pane: name, context, active, tabs: !narrow, hidden, opened: front.opened, onPick })
  }

  /** The code as it is now, and what it runs on. */
  private get input(): RunInput {
    const { cells, url, database, compiled = [] } = this
    return { files: this.currentFiles, cells, url, database, compiled: this.sheet.stillCompiled(compiled) }
  }

  private async start(runner: Runner): Promise<void> {
    await this.updateComplete
    if (!this.autorun) this.upgrade.whenIdle()
    else if (!this.firstResult && !this.control.running) this.run()
    try {
      this.sqliteVersion = (await runner.boot()).sqliteVersion
      this.requestUpdate()
    } catch {
      // A run says in words that the sandbox cannot start, and why.
    }
  }

  private async afterFirstResult(): Promise<void> {
    this.firstResult = true
    if (this.position !== undefined) this.timeline.goToEvent(this.position)
    await this.updateComplete
    requestAnimationFrame(() => {
      performance.mark('backref:result')
      void this.timeline.prepareThread()
      this.upgrade.whenIdle()
    })
  }

  private timelineChanged(change: TimelineChange): void {
    if (change === 'thread') return void this.pointing.light()
    if (change === 'events') this.lines = linesOf(this.timeline.events)
    else {
      this.tellPosition()
      this.revealCurrent()
    }
    this.requestUpdate()
  }

  private revealCurrent(): void {
    const { current, atEnd } = this.timeline
    if (!atEnd && current?.place) this.front.reveal(current.place)
  }

  private tellPosition(): void {
    this.dispatchEvent(new CustomEvent('position-change', { detail: { seq: this.timeline.position } }))
  }

  private tellFiles(passed: readonly PassedDatabase[] = []): void {
    const detail: FilesChange = { files: this.currentFiles, database: this.database, passed }
    this.dispatchEvent(new CustomEvent('files-change', { detail }))
  }
}

customElements.define('backref-workbench', Workbench)

declare global {
  interface HTMLElementTagNameMap {
    'backref-workbench': Workbench
  }
}
