import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import type { TimelineEvent } from '../../../../protocol'
import { shellFile } from '../../../runner/contract'
import { appName } from '../app-in-code'
import { highlight, type Token } from '../cells/highlight'
import { TimelinePanel } from '../panels/panel'
import { problemCard } from '../panels/problem-card'
import { sqlList, sqlOf } from '../panels/sql-list'
import { valueView } from '../panels/value-view'
import { lineId } from '../projections/lines'
import { type OutputEntry, outputOf } from '../projections/output'
import type { TimelineChange } from '../timeline'
import { count, milliseconds } from '../words'
import { type Entry, ShellSession } from './session'
import './shell.css'
import './shell-prompt'
import type { ShellPrompt } from './shell-prompt'

/** So many statements are shown at once; more of them wait to be opened. */
const openStatements = 4

/** A prompt that goes on where the run ended, as Python's shell does: expression, SQL, value. */
export class ShellPanel extends TimelinePanel {
  private readonly session = new ShellSession(() => this.requestUpdate())
  /** The first event of the run that the shell goes on in. */
  private run: TimelineEvent | undefined
  private said = 0

  override connectedCallback(): void {
    super.connectedCallback()
    this.addEventListener('shell-run', this.onRun)
    ;[this.run] = this.timeline.events
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.removeEventListener('shell-run', this.onRun)
  }

  protected override changed(change: TimelineChange): void {
    const [first] = this.timeline.events
    if (change === 'events' && first !== this.run) {
      this.run = first
      this.session.begin()
    }
    super.changed(change)
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed)
    const { entries, running } = this.session
    const said = entries.length * 2 - (running ? 1 : 0)
    if (said === this.said) return
    this.said = said
    this.querySelector('shell-prompt')?.scrollIntoView({ block: 'nearest' })
  }

  override render(): TemplateResult {
    const { session, context } = this
    const fresh = session.entries.findIndex(({ past }) => !past)
    const again = session.entries.some(({ past }) => past)
    const name = appName(context.project.files())
    return html`<div class="shell" @click=${this.focusPrompt}>
      <p class="explain">A prompt that goes on where the run ended: its names, its <code>db.session</code>, its database.</p>
      ${context.hasApp() && name !== null ? html`<p class="banner-line">App: ${name}</p>` : nothing}
      <div role="log" aria-label="Shell">
        ${session.entries.map((entry, index) => html`${index === fresh && again ? restarted : nothing}${this.entry(entry)}`)}
        ${again && fresh < 0 ? restarted : nothing}
      </div>
      <shell-prompt .history=${session.history} .busy=${session.running}></shell-prompt>
    </div>`
  }

  /** Shows what was typed at a line. */
  reveal(line: number): void {
    this.querySelector(`.entry:not([data-past]) [data-line="${lineId(shellFile, line)}"]`)?.scrollIntoView({ block: 'nearest' })
  }

  private entry({ text, line, events, running, trouble, past }: Entry): TemplateResult {
    const sql = sqlOf(events)
    const statements = sql.filter((event) => event.kind === 'statement')
    const ms = statements.reduce((sum, event) => sum + (event.kind === 'statement' ? event.ms : 0), 0)
    const later = !past && (events[0]?.seq ?? 0) > this.timeline.position
    return html`<div class="entry" ?data-past=${past} ?data-future=${later}>
      ${highlight(text).map(
        (tokens, index) => html`<div class="typed" data-line=${past ? nothing : lineId(shellFile, line + index)}
          ><span class="prompt">${index === 0 ? '>>> ' : '... '}</span><code>${tokens.map(colour)}</code></div>`,
      )}
      ${
        statements.length > 0
          ? html`<details class="sent" ?open=${statements.length <= openStatements}>
              <summary>${count(statements.length, 'statement')} · ${milliseconds(ms)}</summary>
              ${sqlList(sql)}
            </details>`
          : nothing
      }
      ${outputOf(events).map(said)}
      ${running ? html`<p class="explain">running …</p>` : nothing}
      ${trouble === null ? nothing : html`<p class="trouble" role="alert">${trouble}</p>`}
    </div>`
  }

  private readonly onRun = (event: Event): void => {
    void this.session.run(this.context, (event as CustomEvent<{ text: string }>).detail.text)
  }

  /** A click beside what can be pressed or marked means the prompt, as in a terminal. */
  private readonly focusPrompt = (event: Event): void => {
    const target = event.target as Element
    if (target.closest('button, summary, textarea, code, .problem') || String(getSelection()) !== '') return
    this.querySelector<ShellPrompt>('shell-prompt')?.focus()
  }
}

const restarted = html`<p class="restarted">The code has run again: a new shell, with the names of this run.</p>`

const colour = ({ kind, text }: Token): TemplateResult => html`<span class=${`tok-${kind}`}>${text}</span>`

function said(entry: OutputEntry): TemplateResult {
  if (entry.kind === 'problem') return problemCard(entry)
  const values = entry.kind === 'value' ? [entry.value] : entry.values
  return html`<div class="said" data-kind=${entry.kind} data-level=${entry.kind === 'console' ? entry.level : nothing}>${values.map(valueView)}</div>`
}

customElements.define('shell-panel', ShellPanel)

declare global {
  interface HTMLElementTagNameMap {
    'shell-panel': ShellPanel
    'shell-prompt': ShellPrompt
  }
}
