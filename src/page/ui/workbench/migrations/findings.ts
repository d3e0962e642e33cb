import { html, nothing, type TemplateResult } from 'lit'
import type { Finding } from '../../../../protocol'
import { cellValue } from '../panels/tables-panel'

const words = { error: 'will fail', warning: 'look twice', note: 'note' } as const

/** What to know before operations run. */
export function findingList(findings: readonly Finding[]): TemplateResult | typeof nothing {
  if (findings.length === 0) return nothing
  return html`<ul class="findings">${findings.map(
    ({ code, severity, message, fix, evidence }) =>
      html`<li data-severity=${severity}>
        <span class="code" title=${words[severity]}>${code}</span> ${message}
        ${evidence.length > 0 ? html`<span class="evidence">${evidence.map((value, at) => html`${at > 0 ? ', ' : ''}${cellValue(value)}`)}</span>` : nothing}
        ${fix ? html`<span class="fix">${fix}</span>` : nothing}
      </li>`,
  )}</ul>`
}
