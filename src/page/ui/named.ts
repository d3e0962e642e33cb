import { html, nothing, type TemplateResult } from 'lit'
import { unsafeHTML } from 'lit/directives/unsafe-html.js'
import type { WrongAnswer } from '../course'
import { LightElement } from './light-element'

/** What the author of a known wrong answer is told, and the idea that leads to it. */
export class Named extends LightElement {
  static override properties = {
    answer: { attribute: false },
  }
  answer!: WrongAnswer

  override render(): TemplateResult {
    const { says, misconception } = this.answer
    return html`<div class="named" role="note">
      <p>${unsafeHTML(says)}</p>
      ${
        misconception
          ? html`<details>
              <summary>A common idea: “${unsafeHTML(misconception.idea)}”</summary>
              ${unsafeHTML(misconception.truth)}
            </details>`
          : nothing
      }
    </div>`
  }
}

customElements.define('backref-named', Named)
