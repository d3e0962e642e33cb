import { html, nothing, type TemplateResult } from 'lit'
import { unsafeHTML } from 'lit/directives/unsafe-html.js'
import { LightElement } from './light-element'

/** Hints one by one, then a solution. Events: `solution-ask`. */
export class Help extends LightElement {
  static override properties = {
    hints: { attribute: false },
    solvable: { attribute: false },
    told: { state: true },
  }
  hints: string[] = []
  solvable = false
  private told = 0

  override render(): TemplateResult {
    const { hints, told } = this
    return html`<div class="help">
      ${told > 0 ? html`<ol aria-label="Hints">${hints.slice(0, told).map((hint) => html`<li>${unsafeHTML(hint)}</li>`)}</ol>` : nothing}
      ${told < hints.length ? html`<button @click=${() => (this.told += 1)}>Hint ${told + 1} of ${hints.length}</button>` : nothing}
      ${this.solvable ? html`<button class="quiet" @click=${this.ask}>Compare with a solution</button>` : nothing}
    </div>`
  }

  private ask(): void {
    this.dispatchEvent(new CustomEvent('solution-ask', { bubbles: true }))
  }
}

customElements.define('backref-help', Help)
