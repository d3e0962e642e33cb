import { html, type PropertyValues, type TemplateResult } from 'lit'
import { unsafeHTML } from 'lit/directives/unsafe-html.js'
import type { TimelineEvent } from '../../protocol'
import type { StepMore } from '../course'
import { positionsOf, type Standpoint } from '../course/moments'
import type { Predicted } from './lesson'
import { LightElement } from './light-element'

/** Milliseconds that a moment of a demo stays: to look there, and for each letter of its sentence. */
const stay = { look: 1200, letter: 45 }

/**
 * Goes through the moments that matter, of the start's run or of what was foretold, one sentence each: by itself, or step by step
 * where the system asks for less motion.
 *
 * Events: `moment` {at}, the event to stand on and its timeline; null for the end of the run that was there before.
 */
export class Demo extends LightElement {
  static override properties = {
    more: { attribute: false },
    predicted: { attribute: false },
    run: { attribute: false },
    holding: { attribute: false },
    at: { state: true },
  }
  more!: StepMore
  predicted!: Predicted
  /** The learner's last run. */
  run: TimelineEvent[] | null = null
  /** What the first run shows is covered until there is a prediction. */
  holding = false
  private at: number | null = null
  private timer = 0

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.timer)
  }

  /** Shows it from the beginning. */
  play(): void {
    this.go(0, !calm())
  }

  protected override willUpdate(changed: PropertyValues): void {
    // What is done after the start's run would give the answer away.
    this.hidden = this.foretold ? this.predicted.chosen === null : this.holding
    // Another run is on the timeline: whoever made it wants to see that one.
    if (!changed.has('run') || this.at === null) return
    clearTimeout(this.timer)
    this.at = null
  }

  /** It shows what is done after the start's run. */
  private get foretold(): boolean {
    return (this.more.predict?.actions.length ?? 0) > 0
  }

  /** What happens, as the timeline of each run and each line; null while it is not known. */
  private get timelines(): TimelineEvent[][] | null {
    return this.foretold ? this.predicted.timelines : this.run && [this.run]
  }

  override render(): TemplateResult {
    const { at } = this
    const moments = this.more.demo
    if (at === null) {
      return html`<p class="demo"><button ?disabled=${this.timelines === null} @click=${() => this.play()}>▶ See it happen</button></p>`
    }
    return html`<section class="demo playing" aria-label="What happens, moment by moment">
      <p role="status"><span class="count">${at + 1} of ${moments.length}</span> ${unsafeHTML(moments[at]?.say ?? '')}</p>
      <button class="quiet" ?disabled=${at === 0} aria-label="The moment before" @click=${() => this.go(at - 1, false)}>←</button>
      <button class="quiet onward" aria-label="The next moment" @click=${() => this.go(at + 1, false)}>→</button>
      <button class="quiet" @click=${() => this.stop()}>Close</button>
    </section>`
  }

  private go(at: number, onward: boolean): void {
    clearTimeout(this.timer)
    if (at >= this.more.demo.length) return this.stop()
    void this.show(at)
    const standpoint = positionsOf(this.more.demo, this.timelines ?? [])[at]
    if (standpoint) this.stand(standpoint)
    const letters = this.more.demo[at]?.say.replace(/<[^>]*>/g, '').length ?? 0
    if (onward) this.timer = window.setTimeout(() => this.go(at + 1, true), stay.look + letters * stay.letter)
  }

  private stop(): void {
    clearTimeout(this.timer)
    void this.show(null)
    this.stand(null)
  }

  /** A sentence that is out of sight shows nothing, and the focus does not go away with the button that was pressed. */
  private async show(at: number | null): Promise<void> {
    const pressed = this.contains(document.activeElement)
    this.at = at
    await this.updateComplete
    if (at !== null) this.querySelector('section')?.scrollIntoView({ block: 'nearest' })
    if (pressed && !this.contains(document.activeElement))
      this.querySelector<HTMLElement>('button.onward, .demo > button')?.focus()
  }

  private stand(at: Standpoint | null): void {
    this.dispatchEvent(new CustomEvent('moment', { detail: { at }, bubbles: true }))
  }
}

customElements.define('backref-demo', Demo)

function calm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}
