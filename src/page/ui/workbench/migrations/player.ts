import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import type { MigrationTrace, OperationTrace, StepTrace } from '../../../../protocol'
import { placeLink } from '../panels/place-link'
import { inlined } from '../panels/sql-text'
import { count, milliseconds } from '../words'
import { findingList } from './findings'
import { type Frame, framesOf, nextOperation, problemAt } from './frames'
import './migrations.css'
import { rowsDiff } from './rows-diff'
import { type SchemaLine, schemaDiff, type TableDiff } from './schema-diff'

/** Milliseconds that a frame stays while playing. */
const pace = 1400

const paths = { native: 'native', rebuild: 'table rebuild', data: 'data', nothing: 'nothing to do' } as const

/** Scrubs through migrations that have run: every statement with the schema and the rows before and after it. */
export class MigrationPlayer extends LitElement {
  static override properties = { traces: { attribute: false }, at: { state: true }, playing: { state: true } }
  traces: readonly MigrationTrace[] = []
  private at = 0
  private playing = false
  private frames: Frame[] = []
  private timer = 0

  override createRenderRoot(): HTMLElement {
    return this
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.addEventListener('keydown', this.onKey)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.removeEventListener('keydown', this.onKey)
    this.play(false)
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('traces')) return
    this.play(false)
    this.frames = framesOf(this.traces)
    this.at = Math.max(
      0,
      problemAt(this.frames) >= 0 ? problemAt(this.frames) : this.frames.findIndex(({ operation }) => operation !== null),
    )
  }

  override render(): TemplateResult | typeof nothing {
    const { frames, at } = this
    const frame = frames[at]
    if (!frame) return nothing
    const { trace, operation, step } = frame
    const problem = problemAt(frames)
    const last = frames.length - 1
    return html`
      <div class="controls" role="toolbar" aria-label="Player">
        ${this.button('back', 'One statement back (←)', at > 0, () => this.go(at - 1))}
        ${this.button(this.playing ? 'pause' : 'play', this.playing ? 'Pause (space)' : 'Play (space)', at < last || this.playing, () => this.play(!this.playing))}
        ${this.button('step', 'One step on (→)', at < last, () => this.go(at + 1))}
        ${this.button('next operation', 'To the next operation (n)', at < last, () => this.go(nextOperation(frames, at)))}
        ${problem >= 0 ? this.button('to problem', 'To what went wrong (p)', at !== problem, () => this.go(problem)) : nothing}
        <input type="range" min="0" max=${last} .value=${String(at)} aria-label="Statement" aria-valuetext=${`${at + 1} of ${frames.length}: ${step?.sql ?? ''}`}
          @input=${(event: Event) => this.go(Number((event.target as HTMLInputElement).value))} />
        <span class="count">${at + 1} / ${frames.length}</span>
      </div>
      <p class="head">
        <b>${trace.direction}</b> ${trace.revision ? html`<code>${trace.revision}</code>` : nothing} ${trace.message}
        <span class="ms">${trace.ok ? 'done' : 'failed'} · ${milliseconds(trace.ms)}</span>
      </p>
      ${operation ? operationPart(operation) : nothing} ${step ? stepPart(step, operation) : nothing}
      ${errorPart(frame)} ${step ? this.tables(step) : nothing}
      ${operation ? html`${findingList(operation.lint)} ${undoPart(operation)}` : nothing}
    `
  }

  private tables({ operation, before, after, rows, counts }: StepTrace): TemplateResult {
    const diffs = schemaDiff(before, after).filter(({ same }) => !same || operation !== null)
    const changed = rows.filter(({ changes }) => changes.length > 0)
    return html`
      ${diffs.length > 0 ? html`<div class="schema"><h2>Schema before</h2><h2>after</h2>${diffs.map(tableDiff)}</div>` : nothing}
      ${changed.map(rowsDiff)}
      ${
        Object.keys(counts).length > 0
          ? html`<p class="counts"><b>Rows</b>${Object.entries(counts).map(([table, { before, after }]) => countOf(table, before, after))}</p>`
          : nothing
      }
    `
  }

  private button(text: string, title: string, enabled: boolean, act: () => void): TemplateResult {
    return html`<button type="button" title=${title} aria-label=${title} ?disabled=${!enabled} @click=${act}>${text}</button>`
  }

  private go(at: number): void {
    this.at = Math.max(0, Math.min(this.frames.length - 1, at))
  }

  private play(on: boolean): void {
    window.clearInterval(this.timer)
    this.playing = on
    if (!on) return
    if (this.at >= this.frames.length - 1) this.at = 0
    this.timer = window.setInterval(() => {
      this.go(this.at + 1)
      if (this.at >= this.frames.length - 1) this.play(false)
    }, pace)
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const { target, key } = event
    if (event.altKey || event.ctrlKey || event.metaKey || (target instanceof HTMLInputElement && key.startsWith('Arrow'))) return
    const problem = problemAt(this.frames)
    if (key === 'ArrowRight') this.go(this.at + 1)
    else if (key === 'ArrowLeft') this.go(this.at - 1)
    else if (key === 'Home') this.go(0)
    else if (key === 'End') this.go(this.frames.length - 1)
    else if (key === 'n') this.go(nextOperation(this.frames, this.at))
    else if (key === 'p' && problem >= 0) this.go(problem)
    else if (key === ' ' && !(target instanceof HTMLButtonElement)) this.play(!this.playing)
    else return
    event.preventDefault()
  }
}

function operationPart({ directive, describe, place, path, because, note, lossy, reversible }: OperationTrace): TemplateResult {
  const undo = { reversible: 'reversible', 'schema only': 'undo brings back the schema only', no: 'not reversible' }[reversible]
  return html`<div class="operation">
    <p class="what">${describe}${place ? placeLink(place, true) : nothing}</p>
    <pre class="directive" tabindex="0">${directive}</pre>
    <p class="badges">
      <span class="badge" data-path=${path}>${paths[path]}</span>
      ${lossy ? html`<span class="badge" data-severity="warning">lossy</span>` : nothing}
      <span class="badge" data-undo=${reversible}>${undo}</span>
    </p>
    <p class="because">${because}${note ? html` <span class="note">${note}</span>` : nothing}</p>
  </div>`
}

function stepPart({ phase, sql, parameters, because, ms, error }: StepTrace, operation: OperationTrace | null): TemplateResult {
  const tokens = inlined(sql.trim(), parameters[0] ?? [])
  return html`<div class="statement" ?data-failed=${error !== null}>
    <p><span class="phase">${phase}</span> ${because === operation?.because ? nothing : because} <span class="ms">${milliseconds(ms)}</span></p>
    <pre class="sql">${tokens.map(({ kind, text }) => (kind === 'plain' ? text : html`<span class=${`sql-${kind}`}>${text}</span>`))}</pre>
    ${parameters.length > 1 ? html`<p class="more">${count(parameters.length, 'execution')}</p>` : nothing}
  </div>`
}

function errorPart({ step, operation, trace, failed }: Frame): TemplateResult | typeof nothing {
  const error = step?.error ?? operation?.error ?? trace.error
  if (!failed || !error) return nothing
  return html`<div class="problem" data-severity="error">
    <p><strong>${error.term}</strong></p>
    <p class="message">${error.message}</p>
    ${error.hint ? html`<p class="hint"><b>Try:</b> ${error.hint}</p>` : nothing}
  </div>`
}

function undoPart({ reverse }: OperationTrace): TemplateResult | typeof nothing {
  return reverse === null ? nothing : html`<div class="undo"><h2>Undo</h2><pre class="directive">${reverse}</pre></div>`
}

function tableDiff({ name, before, after, same }: TableDiff): TemplateResult {
  const side = (lines: SchemaLine[] | null, mark: 'deleted' | 'inserted') =>
    html`<div class="side" data-side=${mark}>
      ${
        lines === null
          ? html`<p class="empty">no table ${name}</p>`
          : html`<b>${name}</b><ul>${lines.map(({ text, differs }) => html`<li data-mark=${differs ? mark : nothing}>${text}</li>`)}</ul>`
      }
    </div>`
  return html`<div class="pair" ?data-same=${same}>${side(before, 'deleted')}${side(after, 'inserted')}</div>`
}

function countOf(table: string, before: number | null, after: number | null): TemplateResult {
  const word = (n: number | null) => (n === null ? '—' : n.toLocaleString('en'))
  return html`<span ?data-differs=${before !== after}>${table} ${before === after ? word(after) : `${word(before)} → ${word(after)}`}</span>`
}

customElements.define('migration-player', MigrationPlayer)
