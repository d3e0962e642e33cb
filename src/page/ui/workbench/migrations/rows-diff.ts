import { html, nothing, type TemplateResult } from 'lit'
import type { RowChange, RowsDiff, SqlValue } from '../../../../protocol'
import { cellValue } from '../panels/tables-panel'
import { count } from '../words'

const signs = { inserted: '+', changed: '~', deleted: '−' } as const
const shown = 20

/** What happened to the rows of one table, one line for each primary key. */
export function rowsDiff({ table, columnsBefore, columnsAfter, changes, truncated }: RowsDiff): TemplateResult {
  const columns = [...columnsBefore, ...columnsAfter.filter((name) => !columnsBefore.includes(name))]
  const rest = changes.length - shown
  return html`<div class="rows">
    <h2>${table} <small>${count(changes.length, 'row')} changed${truncated ? ', of the first 200' : ''}</small></h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${`Changed rows of ${table}`}>
      <table>
        <thead>
          <tr><th class="sign"><span class="unseen">change</span></th>${columns.map((name) => html`<th scope="col" ?data-gone=${!columnsAfter.includes(name)} ?data-new=${!columnsBefore.includes(name)}>${name}</th>`)}</tr>
        </thead>
        <tbody>${changes.slice(0, shown).map((change) => row(change, columns, columnsBefore, columnsAfter))}</tbody>
      </table>
    </div>
    ${rest > 0 ? html`<p class="more">and ${rest} more</p>` : nothing}
  </div>`
}

function row({ before, after }: RowChange, columns: string[], columnsBefore: string[], columnsAfter: string[]): TemplateResult {
  const mark = before === null ? 'inserted' : after === null ? 'deleted' : 'changed'
  return html`<tr data-mark=${mark}>
    <td class="sign"><span aria-hidden="true">${signs[mark]}</span><span class="unseen">${mark}</span></td>
    ${columns.map((name) => {
      const old = before?.[columnsBefore.indexOf(name)]
      const now = after?.[columnsAfter.indexOf(name)]
      return html`<td>${cell(old, now)}</td>`
    })}
  </tr>`
}

function cell(old: SqlValue | undefined, now: SqlValue | undefined): TemplateResult | string {
  if (old === undefined && now === undefined) return ''
  if (old === undefined) return html`${cellValue(now!)}`
  if (now === undefined) return html`<del>${cellValue(old)}</del>`
  if (same(old, now)) return html`${cellValue(now)}`
  return html`<del>${cellValue(old)}</del><span class="arrow" aria-hidden="true"> → </span><ins>${cellValue(now)}</ins>`
}

const same = (a: SqlValue, b: SqlValue): boolean =>
  a === b || (a instanceof Uint8Array && b instanceof Uint8Array && a.join() === b.join())
