import { html, nothing, type TemplateResult } from 'lit'
import type { Preview } from '../../../../protocol'

/** A value that can be opened where there is more inside than its one line shows. */
export function valueView(value: Preview): TemplateResult {
  const inside: [string, Preview][] = value.entries ?? value.items?.map((item, i): [string, Preview] => [String(i), item]) ?? []
  if (inside.length === 0) return html`<code class="value" data-kind=${value.kind}>${value.text}</code> `
  return html`<details class="value">
    <summary><code data-kind=${value.kind}>${value.text}</code></summary>
    <ul>
      ${inside.map(([key, item]) => html`<li><span class="key">${key}</span> ${valueView(item)}</li>`)}
      ${(value.length ?? 0) > inside.length ? html`<li class="rest">${value.length} in all</li>` : nothing}
    </ul>
  </details>`
}
