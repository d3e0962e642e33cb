import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { type OutputEntry, outputOf } from '../projections/output'
import './output-panel.css'
import { TimelinePanel } from './panel'
import { placeLink } from './place-link'
import { problemCard } from './problem-card'
import { valueView } from './value-view'

const entriesAtOnce = 500

/** Values of the lines, console output and problems, in order. */
export class OutputPanel extends TimelinePanel {
  override render(): TemplateResult {
    const { events, position } = this.timeline
    const entries = outputOf(events)
    if (entries.length === 0) {
      return html`<p class="empty">Nothing said yet. Values of lines and <code>console.log</code> appear here.</p>`
    }
    return html`<ol class="output">
      ${repeat(
        entries.slice(-entriesAtOnce),
        (entry) => entry.seq,
        (entry) => line(entry, entry.seq > position),
      )}
    </ol>`
  }
}

function line(entry: OutputEntry, future: boolean): TemplateResult {
  const { place } = entry
  return html`<li class="said" data-kind=${entry.kind} data-level=${entry.kind === 'console' ? entry.level : nothing} ?data-future=${future}
    data-line=${place ? `${place.file}:${place.line}` : nothing} data-go=${place ? `${place.file}:${place.line}` : nothing} data-rove tabindex="-1">
    ${entry.kind === 'problem' ? problemCard(entry) : html`<div>${entry.kind === 'value' ? valueView(entry.value) : entry.values.map(valueView)}</div>`}
    ${place && entry.kind !== 'problem' ? placeLink(place, false, -1) : nothing}
  </li>`
}

customElements.define('output-panel', OutputPanel)
