import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { EventOf, FlushStep, Reason, StatementKind, TimelineEvent } from '../../../../protocol'
import { firstAfterSetup, type SqlEntry, type StatementEvent, statements, timesSent } from '../projections/statements'
import { remember, remembered } from '../remembered'
import type { TimelineChange } from '../timeline'
import { count, milliseconds } from '../words'
import { TimelinePanel } from './panel'
import { placeLink } from './place-link'
import { problemCard } from './problem-card'
import { inlined, type SqlToken, sqlTokens } from './sql-text'

const storageKey = 'backref.sql.values'
/** Statements of a fold that are listed when it is open, and entries drawn at once. */
const listed = 50
const entriesAtOnce = 300

type StatementEntry = Extract<SqlEntry, { kind: 'statement' }>

/** Every statement in order, with its reason and the line that caused it. */
export class SqlPanel extends TimelinePanel {
  static override properties = { ...TimelinePanel.properties, separate: { state: true }, limit: { state: true } }
  /** Parameters are listed below the statement instead of written into it. */
  separate = remembered(storageKey) === 'separate'
  private limit = entriesAtOnce
  private entries: SqlEntry[] | null = null
  /** The list has not been seen since something was added to it. */
  private fresh = false
  private readonly sizes = new ResizeObserver(() => this.scrollToNews())
  private told: readonly TimelineEvent[] = []
  /** How many events were known before the shell or the browser added to a run; 0 when that is not what happened. */
  private known = 0

  override connectedCallback(): void {
    super.connectedCallback()
    this.sizes.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.sizes.disconnect()
  }

  /** The position only moves marks: the list stays as it is. */
  protected override changed(change: TimelineChange): void {
    if (change === 'events') {
      const { events } = this.timeline
      const { told } = this
      // A run that takes long tells what it has done so far.
      const ended = told.at(-1)?.kind === 'snapshot'
      this.known = ended && events[0] === told[0] ? told.length : 0
      this.told = events
      this.entries = null
      this.fresh = true
      this.limit = entriesAtOnce
      this.requestUpdate()
    } else if (change === 'position') this.markPosition(true)
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed)
    this.markPosition(false)
    this.scrollToNews()
  }

  override render(): TemplateResult {
    this.entries ??= statements(this.timeline.events)
    const { entries } = this
    if (entries.length === 0)
      return html`<p class="empty">${this.timeline.events.length > 0 ? 'No SQL was sent.' : 'No SQL yet. Run the code, and each statement it sends appears here.'}</p>`
    const visible = entries.slice(0, this.limit)
    return html`
      <div class="panel-tools">
        <span>${summary(this.timeline.events)}</span>
        <span class="unseen">Arrow keys move from statement to statement; Enter goes to the line that sent it.</span>
        <label title="List the parameters below each statement instead of writing them into it"><input type="checkbox" .checked=${this.separate} @change=${this.toggle} /> values apart</label>
      </div>
      <ol class="statements">
        ${repeat(
          visible,
          (entry) => entry.seq,
          (entry, i) => this.entry(entry, visible[i - 1], visible[i + 1]),
        )}
      </ol>
      ${
        visible.length < entries.length
          ? html`<p class="more">${visible.length} of ${count(entries.length, 'entry', 'entries')}
              <button type="button" @click=${() => (this.limit += entriesAtOnce)}>Show more</button></p>`
          : nothing
      }
    `
  }

  private entry(entry: SqlEntry, before: SqlEntry | undefined, after: SqlEntry | undefined): TemplateResult {
    const { transaction } = entry
    const first = transaction && before?.transaction?.id !== transaction.id
    const last = transaction && after?.transaction?.id !== transaction.id
    const bracket = transaction ? `${first ? 'first ' : ''}${last ? 'last ' : ''}${endOf(transaction)}` : nothing
    const place = entry.kind === 'statement' ? entry.events[0]!.place : entry.event.place
    const seqs = entry.kind === 'statement' ? entry.events.map((event) => event.seq).join(' ') : String(entry.seq)
    return html`<li class="entry" data-kind=${entry.kind} data-bracket=${bracket} data-seq=${entry.seq}
      data-statement=${entry.kind === 'statement' ? seqs : nothing} data-go=${place ? `${place.file}:${place.line}` : nothing} data-rove tabindex="-1">
      ${entry.kind === 'statement' ? this.statement(entry) : nothing}
      ${entry.kind === 'transaction' ? transactionRow(entry.event, transaction && endOf(transaction)) : nothing}
      ${entry.kind === 'flush' ? flushPlan(entry.event) : nothing}
      ${entry.kind === 'problem' ? problemCard(entry.event) : nothing}
    </li>`
  }

  private statement(entry: StatementEntry): TemplateResult {
    const [event] = entry.events as [StatementEvent]
    const many = timesSent(entry.events)
    const rows = entry.events.reduce((n, each) => n + (each.statement === 'select' ? each.rows : each.changes), 0)
    const ms = entry.events.reduce((n, each) => n + each.ms, 0)
    const failed = entry.events.find((each) => each.error)
    return html`
      <span class="tag" data-kind=${event.statement}>${tagWord(event)}</span>
      <div class="sql">
        <code>${this.sql(event)}</code>
        ${many > 1 ? html`<b class="times">×${many}</b>` : nothing}
        ${this.separate ? parameterList(event) : nothing}
        ${event.executions > 1 && !event.repeated ? this.executions(event) : nothing}
        ${many > 1 ? this.folded(entry) : nothing}
        ${failed ? html`<p class="failed"><b>Failed:</b> ${failed.error}</p>` : nothing}
        ${entry.nPlusOne ? nPlusOne(event, many) : nothing}
      </div>
      <div class="meta">
        <span>${reasonText(event.because)}${event.place ? html` · ${placeLink(event.place, false, -1)}` : nothing}</span>
        <span>${event.statement === 'ddl' || event.statement === 'pragma' || failed ? nothing : html`${count(rows, 'row')} · `}${milliseconds(ms)}</span>
      </div>
    `
  }

  private sql(event: StatementEvent): TemplateResult[] {
    const parameters = event.parameters[0] ?? []
    const sql = event.sql.trim()
    return tokens(this.separate || event.executions > 1 ? sqlTokens(sql) : inlined(sql, parameters))
  }

  private executions(event: StatementEvent): TemplateResult {
    return html`<details>
      <summary>${count(event.executions, 'set')} of values</summary>
      <ol>
        ${event.parameters.slice(0, listed).map((set) => html`<li><code>${valueList(set)}</code></li>`)}
        ${event.executions > Math.min(listed, event.parameters.length) ? html`<li class="rest">…</li>` : nothing}
      </ol>
    </details>`
  }

  private folded(entry: StatementEntry): TemplateResult {
    return html`<details>
      <summary>all ${entry.events.length}</summary>
      <ol>
        ${entry.events.slice(0, listed).map(
          (event) =>
            html`<li data-statement=${event.seq}><code>${event.parameters[0]?.length ? valueList(event.parameters[0]) : this.sql(event)}</code>
              <small>${milliseconds(event.ms)}</small></li>`,
        )}
        ${entry.events.length > listed ? html`<li class="rest">and ${entry.events.length - listed} more</li>` : nothing}
      </ol>
    </details>`
  }

  private readonly toggle = (event: Event): void => {
    this.separate = (event.target as HTMLInputElement).checked
    remember(storageKey, this.separate ? 'separate' : 'inline')
  }

  /**
   * The making of tables and first rows is the same at each run: the list begins below it, where there is more than fits. Then
   * with what the shell or the browser has added.
   */
  private scrollToNews(): void {
    const { entries, known } = this
    if (!this.fresh || this.offsetParent === null) return
    this.fresh = false
    const { events } = this.timeline
    const query = events.findLast((event) => event.kind === 'cell')
    const at =
      known > 0
        ? entries?.findIndex(({ seq }) => seq >= (events[known]?.seq ?? Number.POSITIVE_INFINITY))
        : firstAfterSetup(entries ?? [], query?.kind === 'cell' ? query.cell : undefined)
    const first = this.querySelectorAll<HTMLElement>('.entry')[at ?? 0]
    const scroller = this.closest<HTMLElement>('.panel')
    if (!first || !scroller || scroller.matches(':focus-within')) return
    scroller.scrollTop = first.offsetTop - this.querySelector<HTMLElement>('.panel-tools')!.offsetHeight
  }

  private markPosition(reveal: boolean): void {
    const { position, atEnd, current } = this.timeline
    let now: HTMLElement | null = null
    for (const item of this.querySelectorAll<HTMLElement>('.entry')) {
      const seqs = (item.dataset.statement ?? item.dataset.seq)!.split(' ').map(Number)
      item.toggleAttribute('data-future', seqs[0]! > position)
      const here = !atEnd && current !== null && seqs.includes(current.anchor)
      item.toggleAttribute('data-now', here)
      if (here) now = item
    }
    if (reveal && now) now.scrollIntoView({ block: 'nearest' })
  }
}

function summary(events: readonly TimelineEvent[]): string {
  const all = events.filter((event) => event.kind === 'statement')
  if (all.length === 0) return 'no statements'
  return `${count(all.length, 'statement')} · ${milliseconds(all.reduce((ms, event) => ms + event.ms, 0))}`
}

const words: Record<StatementKind, string> = {
  select: 'SELECT',
  insert: 'INSERT',
  update: 'UPDATE',
  delete: 'DELETE',
  ddl: 'DDL',
  pragma: 'PRAGMA',
  savepoint: 'SAVE',
  other: 'SQL',
}

function tagWord(event: StatementEvent): string {
  if (event.statement !== 'ddl') return words[event.statement]
  return /^\s*(create|alter|drop)/i.exec(event.sql)?.[1]?.toUpperCase() ?? words.ddl
}

function reasonText(because: Reason): string {
  return because.detail ? `${because.kind} · ${because.detail}` : because.kind
}

const tokens = (list: SqlToken[]): TemplateResult[] =>
  list.map(({ kind, text }) => (kind === 'plain' ? html`${text}` : html`<i class=${`sql-${kind}`}>${text}</i>`))

function valueList(values: StatementEvent['parameters'][number]): TemplateResult {
  const placeholders = values.map(() => '?').join(', ')
  return html`${tokens(inlined(placeholders, values))}`
}

function parameterList(event: StatementEvent): TemplateResult | typeof nothing {
  const [first] = event.parameters
  if (!first || first.length === 0 || event.executions > 1) return nothing
  return html`<p class="parameters">values: <code>${valueList(first)}</code></p>`
}

/** Nothing is lost when a transaction that has only read is rolled back. */
function endOf({ outcome, wrote }: NonNullable<SqlEntry['transaction']>): string {
  return outcome === 'rollback' && !wrote ? 'ended' : outcome
}

function transactionRow(event: EventOf<'transaction'>, end: string | null): TemplateResult {
  const undone = { rollback: 'everything since BEGIN is undone', ended: 'nothing was changed' }[end ?? '']
  const [word, ...to] = event.action.toUpperCase().split(' ')
  return html`
    <span class="tag" data-kind="txn">${word}</span>
    <div class="sql">${event.name ? html`<code>${[...to, event.name].join(' ')}</code>` : nothing}${undone && event.action === 'rollback' ? html`<span class=${end === 'rollback' ? 'undone' : 'ended'}>${undone}</span>` : nothing}</div>
    <div class="meta">${event.place ? placeLink(event.place, false, -1) : nothing}</div>
  `
}

function flushPlan(event: EventOf<'flush'>): TemplateResult {
  return html`<details class="plan">
    <summary>Flush plan: ${count(event.plan.length, 'step')}</summary>
    <ol>
      ${event.plan.map((step) => planStep(step))}
    </ol>
  </details>`
}

function planStep(step: FlushStep): TemplateResult {
  return html`<li><b>${step.action}</b> <code>${step.table}</code> ${step.count > 0 ? count(step.count, 'object') : nothing}
    ${step.because ? html`<span class="because">${step.because}</span>` : nothing}</li>`
}

function nPlusOne({ because }: StatementEvent, times: number): TemplateResult {
  const way =
    because.kind === 'refresh'
      ? 'commit() expires what it saves, so each object is read again when it is touched. One query for all of them reads them at once.'
      : html`Load it together with the objects: <code>.options(joinedload(${because.detail}))</code>`
  return html`<p class="warn"><b>N+1.</b> The same query ran ${times} times, once for each object. ${way}</p>`
}

customElements.define('sql-panel', SqlPanel)
