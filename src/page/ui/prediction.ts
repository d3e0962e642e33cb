import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { unsafeHTML } from 'lit/directives/unsafe-html.js'
import type { Prediction } from '../course'
import { answerOf } from '../course/measure'
import type { Predicted } from './lesson'
import { LightElement } from './light-element'

/**
 * A question about the run to come, answered with one tap and graded by the run.
 *
 * Events: `predict` {value}, where an empty value means that the learner would rather look.
 */
export class PredictionPart extends LightElement {
  static override properties = {
    prediction: { attribute: false },
    predicted: { attribute: false },
  }
  prediction!: Prediction
  predicted!: Predicted
  private pressed = false

  override render(): TemplateResult {
    const { prediction, predicted } = this
    const { chosen } = predicted
    const answer = predicted.events ? answerOf(prediction, predicted.events) : prediction.answer
    return html`<section class="predict" aria-labelledby="predict">
      <h2 id="predict">Predict</h2>
      <p>${unsafeHTML(prediction.ask)}</p>
      <div class="options">
        ${prediction.options.map(({ value, say }) => {
          const mark = chosen === null ? '' : value === answer ? 'right' : value === chosen ? 'wrong' : 'other'
          return html`<button class=${mark} ?disabled=${chosen !== null} @click=${() => this.choose(value)}>
            ${mark === 'right' ? html`<span aria-hidden="true">✓ </span>` : mark === 'wrong' ? html`<span aria-hidden="true">✕ </span>` : nothing}${unsafeHTML(say)}
          </button>`
        })}
        ${chosen === null ? html`<button class="quiet" @click=${() => this.choose('')}>Show me</button>` : nothing}
      </div>
      <div role="status" tabindex="-1">${chosen === null ? nothing : this.told(chosen, answer)}</div>
    </section>`
  }

  /** The answer is read where the focus was: the buttons cannot keep it. */
  protected override updated(changed: PropertyValues): void {
    if (!this.pressed || !changed.has('predicted') || this.predicted.chosen === null) return
    this.pressed = false
    this.querySelector<HTMLElement>('[role=status]')?.focus()
  }

  private told(chosen: string, answer: string): TemplateResult {
    const say = this.prediction.options.find(({ value }) => value === answer)?.say
    const real = say ? unsafeHTML(say) : answer
    const verdict =
      chosen === answer ? html`You saw it coming.` : chosen === '' ? html`It is: ${real}.` : html`The run says: ${real}.`
    return html`<p><b>${verdict}</b> ${unsafeHTML(this.prediction.because)}</p>`
  }

  private choose(value: string): void {
    this.pressed = true
    this.dispatchEvent(new CustomEvent('predict', { detail: { value }, bubbles: true }))
  }
}

customElements.define('backref-prediction', PredictionPart)
