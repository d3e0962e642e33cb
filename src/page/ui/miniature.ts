import { html, nothing, type TemplateResult } from 'lit'
import type { EventOf, SqlValue, TableSnapshot, TimelineEvent } from '../../protocol'
import { loadStarter, type Starter } from '../course'
import { announce } from './announce'
import { LightElement } from './light-element'
import './miniature.css'
import { openRunner } from './shared'

const firstName = 'susan'

/** A few lines of code, the SQL that they make, the row that appears. All of it comes from a real run, in this page. */
export class Miniature extends LightElement {
  static override properties = {
    events: { state: true },
    starter: { state: true },
    running: { state: true },
    trouble: { state: true },
  }
  private events: TimelineEvent[] | null = null
  private starter: Starter | null = null
  private running = false
  private trouble: string | null = null
  private username = firstName

  override connectedCallback(): void {
    super.connectedCallback()
    void this.load()
  }

  override render(): TemplateResult {
    const { events } = this
    return html`<section class="miniature" aria-label="An example at work">
      <form class="card" @submit=${this.submit}>
        <h2 class="eyebrow">You write</h2>
        <div class="code">${this.code()}</div>
        <button class="primary" ?disabled=${this.running || !this.starter}>Run</button>
      </form>
      <div class="card">
        <h2 class="eyebrow">The database hears</h2>
        ${events ? sent(events) : html`<p class="waiting">${this.trouble ?? '…'}</p>`}
      </div>
      <div class="card">
        <h2 class="eyebrow">What is there now</h2>
        ${events ? rows(events) : html`<p class="waiting">…</p>`}
      </div>
    </section>`
  }

  /** The cell that runs, with a field in the place of the name. */
  private code(): TemplateResult {
    const text = this.starter?.files.find((f) => f.name === 'query.ts')?.text ?? ''
    const [before, after] = text.split(firstName)
    return html`${before}${
      after === undefined
        ? nothing
        : html`<input aria-label="User name" .value=${firstName} maxlength="24" size="8" spellcheck="false" autocomplete="off" @input=${this.typed} />`
    }${after}`
  }

  private async load(): Promise<void> {
    this.starter = await loadStarter('home')
    const connection = (navigator as { connection?: { saveData?: boolean } }).connection
    if (connection?.saveData) return
    const idle = window.requestIdleCallback ?? ((then: () => void) => setTimeout(then, 200))
    idle(() => this.isConnected && void this.run())
  }

  private typed(event: Event): void {
    this.username = (event.target as HTMLInputElement).value
  }

  private submit(event: Event): void {
    event.preventDefault()
    void this.run().then(() => announce('It has run.'))
  }

  private async run(): Promise<void> {
    this.running = true
    this.events = null
    this.trouble = null
    try {
      this.events = await this.outcome()
    } catch {
      this.trouble = 'The database could not be loaded. Is the network there?'
    }
    this.running = false
  }

  private async outcome(): Promise<TimelineEvent[] | null> {
    const { starter } = this
    if (!starter) return null
    const runner = await openRunner()
    const literal = JSON.stringify(this.username).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
    const files = starter.files.map((f) => ({ ...f, text: f.text.replace(firstName, () => literal) }))
    const compiled = starter.compiled.filter(
      ({ name }) => files.find((f) => f.name === name)?.text === starter.files.find((f) => f.name === name)?.text,
    )
    return (await runner.run({ files, cells: starter.cells, compiled }, () => {}).finished).events
  }
}

customElements.define('backref-miniature', Miniature)

function sent(events: TimelineEvent[]): TemplateResult {
  const problem = events.find((e): e is EventOf<'problem'> => e.kind === 'problem')
  if (problem) return html`<p>${problem.term}: ${problem.message}</p>`
  const insert = events.find((e): e is EventOf<'statement'> => e.kind === 'statement' && e.statement === 'insert')
  if (!insert) return html`<p>No INSERT was sent.</p>`
  return html`<p class="sql arrive"><code>${insert.sql}</code></p>
    <p class="parameters arrive">with ${insert.parameters.map((values) => values.map(shown).join(', ')).join(' · ')}</p>`
}

function rows(events: TimelineEvent[]): TemplateResult {
  const end = events.findLast((e): e is EventOf<'snapshot'> => e.kind === 'snapshot')
  return html`${end?.tables.map(table)}`
}

function table({ table, rows }: TableSnapshot): TemplateResult {
  return html`<table class="arrive late">
    <caption>
      ${table.name}
    </caption>
    <thead>
      <tr>
        ${table.columns.map((c) => html`<th scope="col">${c.name}<small>${c.type}</small></th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.values.map((value) => html`<td>${value === null ? 'NULL' : String(value)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`
}

function shown(value: SqlValue): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
