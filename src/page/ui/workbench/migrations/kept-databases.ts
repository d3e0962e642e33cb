import { html, nothing, type TemplateResult } from 'lit'
import { mostBytes, mostKept } from '../../../store/kept'
import { count } from '../words'
import { type Moment, placeOf } from './session'

/** When a database was kept: the time, and the day when it was not today. */
export function momentTime({ at }: Moment): string {
  const when = new Date(at)
  const time = when.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  return when.toDateString() === new Date().toDateString() ? time : `${when.toLocaleDateString('en-CA')} ${time}`
}

/** The databases that were kept, with how many and how large they are. Nothing when there is none. */
export function keptDatabases(
  moments: readonly Moment[],
  readonly: boolean,
  restore: (moment: Moment) => void,
): TemplateResult | typeof nothing {
  if (moments.length === 0) return nothing
  const bytes = moments.reduce((sum, { database }) => sum + database.length, 0)
  return html`<details class="kept-databases">
    <summary>${count(moments.length, 'database')} kept, ${size(bytes)}</summary>
    <p>As they were at each revision passed. At most ${mostKept}, and ${size(mostBytes)}: the oldest go first.</p>
    <ul>
      ${moments.map(
        (moment) => html`<li>
          <code>${placeOf(moment.revisions)}</code> <span>${momentTime(moment)}</span> <span>${size(moment.database.length)}</span>
          ${moment.rows === undefined ? nothing : html`<span>${rowsIn(moment.rows)}</span>`}
          <span class="ways">${
            moment.now
              ? html`<span class="badge" data-current>as it is now</span>`
              : html`<button class="quiet" type="button" ?disabled=${readonly} @click=${() => restore(moment)}>
                  Restore<span class="unseen"> ${placeOf(moment.revisions)} of ${momentTime(moment)}</span>
                </button>`
          }</span>
        </li>`,
      )}
    </ul>
  </details>`
}

/** What tells one database from the other: its tables with their rows. */
function rowsIn(rows: Record<string, number>): string {
  const tables = Object.entries(rows).filter(([table]) => table !== 'alembic_version')
  return tables.map(([table, n]) => `${table} ${n.toLocaleString('en')}`).join(', ') || 'no table'
}

/** Bytes, to be read at a glance. */
function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`
}
