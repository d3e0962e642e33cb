import { html, nothing, type TemplateResult } from 'lit'
import type { EventOf } from '../../../../protocol'
import { placeLink } from './place-link'

/**
 * A problem in plain words: the term, where, what was found, what to try.
 * @param where `inCell` names the file that the card stands under, so that only the line is named
 */
export function problemCard(problem: EventOf<'problem'>, where: { inCell?: string } = {}): TemplateResult {
  const place = problem.frames[0] ?? problem.place
  return html`<div class="problem" data-severity=${problem.severity}>
    <p><strong>${problem.term}</strong>${place ? placeLink(place, where.inCell === place.file) : nothing}</p>
    <p class="message">${problem.term === 'SyntaxError' ? withCode(problem.message) : problem.message}</p>
    ${problem.hint ? html`<p class="hint"><b>Try:</b> ${withCode(problem.hint)}</p>` : nothing}
    ${
      problem.frames.length > 1
        ? html`<p class="frames">called from ${problem.frames.slice(1, 4).map((frame) => html`${placeLink(frame, false)} `)}</p>`
        : nothing
    }
  </div>`
}

/** The problems below some code, also read out when they come. @param where as for one card */
export function problemCards(problems: readonly EventOf<'problem'>[], where: { inCell?: string } = {}): TemplateResult {
  return html`<div class="cell-problems" role="status">${problems.map((problem) => problemCard(problem, where))}</div>`
}

/** What stands between backticks, as code. */
export function withCode(text: string): (string | TemplateResult)[] {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))
}
