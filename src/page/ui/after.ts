import { html, nothing, type TemplateResult } from 'lit'
import { unsafeHTML } from 'lit/directives/unsafe-html.js'
import type { StepMore } from '../course'
import { LightElement } from './light-element'
import { tabs } from './workbench/tabs'

/** What is told after success: what really happened, and the same in Flask-SQLAlchemy. Before, it can be opened. */
export class After extends LightElement {
  static override properties = {
    more: { attribute: false },
    solved: { attribute: false },
    shown: { state: true },
  }
  more!: StepMore
  solved = false
  private shown = 'explain'

  override render(): TemplateResult | typeof nothing {
    const { explain, stretch, python, printed } = this.more
    const parts = [
      ...(explain ? [{ id: 'explain', title: 'What really happened', text: explain, output: '' }] : []),
      ...(python ? [{ id: 'python', title: 'In Flask-SQLAlchemy', text: python, output: printed }] : []),
    ]
    if (parts.length === 0 && !stretch) return nothing
    return html`${parts.length > 0 ? this.told(parts) : nothing}
      ${this.solved && stretch ? html`<section class="stretch" aria-labelledby="stretch"><h2 id="stretch">One step further</h2><p>${unsafeHTML(stretch)}</p></section>` : nothing}`
  }

  private told(parts: { id: string; title: string; text: string; output: string }[]): TemplateResult {
    const active = parts.some(({ id }) => id === this.shown) ? this.shown : (parts[0]?.id ?? '')
    return html`<details class="after" ?open=${this.solved}>
      <summary>${this.solved ? 'Afterwards' : 'What you will read afterwards'}</summary>
      <div class="bar">
        ${tabs({
          label: 'Afterwards',
          active,
          tabs: parts.map(({ id, title }) => ({ id, title, controls: `after-${id}` })),
          onPick: (id) => (this.shown = id),
        })}
      </div>
      ${parts.map(
        ({
          id,
          title,
          text,
          output,
        }) => html`<div id=${`after-${id}`} role="tabpanel" aria-label=${title} ?hidden=${id !== active}>
          ${unsafeHTML(text)} ${output ? html`<p>It prints:</p><pre tabindex="0">${output}</pre>` : nothing}
        </div>`,
      )}
    </details>`
  }
}

customElements.define('backref-after', After)
