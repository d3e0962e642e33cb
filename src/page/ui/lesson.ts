import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { unsafeHTML } from 'lit/directives/unsafe-html.js'
import { allSteps, type Step, type Verdict } from '../course'
import { LightElement } from './light-element'
import './lesson.css'
import { addressOf } from './route'

/** The text of a step: what to know, what to do with live ticks, what happened. Its HTML is ours, made when the site was built. */
@customElement('backref-lesson')
export class Lesson extends LightElement {
  @property({ attribute: false }) step!: Step
  /** One per goal, from the last run; null before the first. */
  @property({ attribute: false }) verdicts: Verdict[] | null = null
  /** The verdicts are about the learner's own code: what differs is worth saying. */
  @property({ type: Boolean }) tried = false
  /** All goals have been met, now or before. */
  @property({ type: Boolean }) solved = false
  @state() private hints = 0

  override render(): TemplateResult {
    const { step } = this
    return html`<article class="prose" aria-labelledby="title">
      <p class="eyebrow">${step.number} · ${step.module.title}</p>
      <h1 id="title" tabindex="-1">${step.title}</h1>
      <p class="why">${unsafeHTML(step.why)}</p>
      ${unsafeHTML(step.intro)} ${this.goals()} ${this.help()}
      ${
        step.explain &&
        html`<details class="after" ?open=${this.solved}>
        <summary><h2>What really happened</h2></summary>
        ${unsafeHTML(step.explain)}
      </details>`
      }
      ${
        step.python &&
        html`<h2 class="eyebrow">The same in Flask-SQLAlchemy</h2>
        ${unsafeHTML(step.python)}`
      }
      ${this.neighbours()}
    </article>`
  }

  protected override firstUpdated(): void {
    performance.mark('backref:text')
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('step')) this.hints = 0
  }

  private goals(): TemplateResult | typeof nothing {
    const { step, verdicts } = this
    if (step.goals.length === 0) return nothing
    const met = verdicts?.filter((v) => v.met).length ?? 0
    return html`<section class="goal" aria-labelledby="turn">
      <h2 id="turn">Your turn</h2>
      <p>${unsafeHTML(step.task)}</p>
      <ul>
        ${step.goals.map((goal, i) => {
          const verdict = verdicts?.[i]
          return html`<li class=${verdict?.met ? 'met' : ''}>
            <span class="tick" aria-hidden="true">${verdict?.met ? '✓' : '○'}</span>
            <div>
              ${unsafeHTML(goal.say)}<span class="unseen">${verdict?.met ? ' (done)' : ' (to do)'}</span>
              ${
                verdict?.differs && this.tried
                  ? html`<details class="differs">
                    <summary>What differs</summary>
                    ${verdict.differs}
                  </details>`
                  : nothing
              }
            </div>
          </li>`
        })}
      </ul>
      ${met === step.goals.length ? html`<p class="done">All done. ${step.explain ? 'Read on below.' : ''}</p>` : nothing}
    </section>`
  }

  private help(): TemplateResult | typeof nothing {
    const { step } = this
    const left = step.hints.length - this.hints
    if (step.hints.length === 0 && step.solution.length === 0) return nothing
    return html`<div class="help">
      ${
        this.hints > 0
          ? html`<ol aria-label="Hints">
            ${step.hints.slice(0, this.hints).map((hint) => html`<li>${unsafeHTML(hint)}</li>`)}
          </ol>`
          : nothing
      }
      ${left > 0 ? html`<button @click=${this.hint}>Hint ${this.hints + 1} of ${step.hints.length}</button>` : nothing}
      ${step.solution.length > 0 ? html`<button class="quiet" @click=${this.askSolution}>Compare with a solution</button>` : nothing}
    </div>`
  }

  private neighbours(): TemplateResult {
    const at = allSteps.findIndex((s) => s.id === this.step.id)
    const [before, after] = [allSteps[at - 1], allSteps[at + 1]]
    return html`<nav class="neighbours" aria-label="Steps">
      ${before ? html`<a class="button quiet" href=${addressOf(before.id)} rel="prev">← ${before.title}</a>` : html`<span></span>`}
      ${
        after
          ? html`<a class="button ${this.solved ? 'primary' : ''}" href=${addressOf(after.id)} rel="next">${after.title} →</a>`
          : html`<a class="button" href="#/">The whole course</a>`
      }
    </nav>`
  }

  private hint(): void {
    this.hints += 1
  }

  private askSolution(): void {
    this.dispatchEvent(new CustomEvent('solution-ask', { bubbles: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'backref-lesson': Lesson
  }
}
