import { html, nothing, type TemplateResult } from 'lit'
import type { EventOf, TimelineEvent } from '../../../../protocol'
import './sql-list.css'
import { inlined, sqlTokens } from './sql-text'

export type SqlEvent = EventOf<'statement'> | EventOf<'transaction'>

/** What was sent to the database, of some events. */
export function sqlOf(events: readonly TimelineEvent[]): SqlEvent[] {
  return events.filter((event): event is SqlEvent => event.kind === 'statement' || event.kind === 'transaction')
}

/** Statements and transactions as a plain list; pointing at one lights up what belongs to it. */
export function sqlList(events: readonly SqlEvent[]): TemplateResult {
  return html`<ol class="sql-list">${events.map((event) =>
    event.kind === 'transaction'
      ? html`<li class="transaction">${event.action.toUpperCase()} ${event.name ?? nothing}</li>`
      : html`<li data-statement=${event.seq} data-go=${event.place ? `${event.place.file}:${event.place.line}` : nothing} data-rove tabindex="-1">
          <code>${sqlText(event)}</code>${event.error ? html` <span class="failed">${event.error}</span>` : nothing}</li>`,
  )}</ol>`
}

function sqlText({ sql, parameters: [values] }: EventOf<'statement'>): TemplateResult[] {
  const tokens = values ? inlined(sql.trim(), values) : sqlTokens(sql.trim())
  return tokens.map(({ kind, text }) => (kind === 'plain' ? html`${text}` : html`<i class=${`sql-${kind}`}>${text}</i>`))
}
