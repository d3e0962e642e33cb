import { html, nothing, type TemplateResult } from 'lit'
import { unsafeHTML } from 'lit/directives/unsafe-html.js'
import type { TimelineEvent } from '../../protocol'
import type { Step, StepMore, Verdict, WrongAnswer } from '../course'
import { LightElement } from './light-element'
import './lesson.css'
import { addressOf } from './route'

/** What the page knows about the prediction of a step. */
export interface Predicted {
  /** The learner's choice, or null while there is none. */
  chosen: string | null
  /** The run of the code that the step begins with, with what is done after it, or null while it is not known. */
  events: TimelineEvent[] | null
  /** The same, as the timeline of each run and each line. */
  timelines: TimelineEvent[][] | null
}

/**
 * The text of a step: what to know, what to do with live ticks, what happened. Its HTML is ours, made when the site was built.
 * What is not read first comes with `more`; its elements come with the coach.
 */
export class Lesson extends LightElement {
  static override properties = {
    step: { attribute: false },
    more: { attribute: false },
    predicted: { attribute: false },
    holding: { type: Boolean },
    events: { attribute: false },
    verdicts: { attribute: false },
    elsewhere: { attribute: false },
    named: { attribute: false },
    tried: { type: Boolean },
    solved: { type: Boolean },
    celebration: { attribute: false },
  }
  step!: Step
  more: StepMore | null = null
  predicted: Predicted = { chosen: null, events: null, timelines: null }
  /** What the first run shows is covered until there is a prediction. */
  holding = false
  /** The run on the timeline. */
  events: TimelineEvent[] | null = null
  /** One per goal, from the last run; null before the first. */
  verdicts: Verdict[] | null = null
  /** How the code does on other data; null while that is not known, or there are none. */
  elsewhere: Verdict | null = null
  /** The declared wrong answer that the last run shows. */
  named: WrongAnswer | null = null
  /** The verdicts are about the learner's own code: what differs is worth saying. */
  tried = false
  /** All goals have been met, now or before. */
  solved = false
  /** The goals were met just now: for the first time or once more. */
  celebration: 'first' | 'again' | null = null

  override render(): TemplateResult {
    const { step, more } = this
    return html`<article class="prose" aria-labelledby="title">
      <p class="eyebrow">${step.number} · ${step.module.title}</p>
      <h1 id="title" tabindex="-1">${step.title}</h1>
      <p class="why">${unsafeHTML(step.why)}</p>
      ${unsafeHTML(step.intro)}
      ${more?.predict ? html`<backref-prediction .prediction=${more.predict} .predicted=${this.predicted}></backref-prediction>` : nothing}
      ${more?.arrange ? html`<backref-arrange .arrangement=${more.arrange} .solved=${this.solved}></backref-arrange>` : nothing}
      ${more?.demo[0] ? html`<backref-demo .more=${more} .predicted=${this.predicted} .run=${this.events} .holding=${this.holding}></backref-demo>` : nothing}
      ${this.goals()}
      ${
        more
          ? html`<backref-help .hints=${more.hints} .solvable=${more.solution.length > 0}></backref-help>
              <backref-after .more=${more} .solved=${this.solved}></backref-after>`
          : nothing
      }
      ${this.neighbours()}
    </article>`
  }

  protected override firstUpdated(): void {
    performance.mark('backref:text')
  }

  private goals(): TemplateResult | typeof nothing {
    const { step, more, verdicts, elsewhere, named } = this
    if (step.goals.length === 0) return nothing
    const done = verdicts !== null && [...verdicts, ...(elsewhere ? [elsewhere] : [])].every((v) => v.met)
    const shown = this.holding ? null : verdicts
    return html`<section class="goal ${this.celebration ?? ''}" aria-labelledby="turn" @animationend=${() => (this.celebration = null)}>
      <h2 id="turn">Your turn</h2>
      <p>${unsafeHTML(step.task)}</p>
      <ul>
        ${step.goals.map((goal, i) => this.goal(unsafeHTML(goal.say), shown?.[i]))}
        ${elsewhere ? this.goal(unsafeHTML(more?.hidden?.goals[0]?.say ?? 'it holds for other rows too'), elsewhere) : nothing}
      </ul>
      ${named && this.tried ? html`<backref-named .answer=${named}></backref-named>` : nothing}
      ${done && shown ? html`<p class="done">All done. ${step.after ? 'Next: ' : ''}${this.next('primary')}</p>` : nothing}
    </section>`
  }

  private goal(say: unknown, verdict: Verdict | undefined): TemplateResult {
    return html`<li class=${verdict?.met ? 'met' : ''}>
      <span class="tick" aria-hidden="true">${verdict?.met ? '✓' : '○'}</span>
      <div>
        ${say}<span class="unseen">${verdict?.met ? ' (done)' : ' (to do)'}</span>
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
  }

  private neighbours(): TemplateResult {
    const { before } = this.step
    return html`<nav class="neighbours" aria-label="Steps">
      ${before ? html`<a class="button quiet" href=${addressOf(before.id)} rel="prev">← ${before.title}</a>` : html`<span></span>`}
      ${this.next(this.solved ? 'primary' : '')}
    </nav>`
  }

  private next(kind: string): TemplateResult {
    const { after } = this.step
    return after
      ? html`<a class="button ${kind}" href=${addressOf(after.id)} rel="next">${after.title} →</a>`
      : html`<a class="button ${kind}" href="#/">The whole course</a>`
  }
}

customElements.define('backref-lesson', Lesson)

declare global {
  interface HTMLElementTagNameMap {
    'backref-lesson': Lesson
  }
}
