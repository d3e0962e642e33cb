import { html, nothing, type TemplateResult } from 'lit'
import type { RenameAnswer, RenameQuestion } from '../../../../protocol'
import { cellValue } from '../panels/tables-panel'
import { count } from '../words'

/**
 * Asks whether something was renamed, with what speaks for it; the most likely pair first.
 * @param decide told of each decision
 */
export function renameQuestions(
  questions: readonly RenameQuestion[],
  decide: (answer: RenameAnswer) => void,
): TemplateResult | typeof nothing {
  if (questions.length === 0) return nothing
  const [question, ...others] = [...questions].sort((a, b) => b.likelihood - a.likelihood)
  return html`<div class="question" role="group" aria-label="Renamed?">
    ${ask(question!, decide)}
    ${others.length > 0 ? html`<p class="more">${count(others.length, 'more question')} after this one.</p>` : nothing}
  </div>`
}

function ask({ kind, table, from, to, text, evidence }: RenameQuestion, decide: (answer: RenameAnswer) => void): TemplateResult {
  const { lost, sample, sameType, fromType, toType, sameNullability, sameConstraints, unfit } = evidence
  const things = kind === 'column' ? count(lost, 'value') : count(lost, 'row')
  const answer = (given: RenameAnswer['answer']) => () => decide({ kind, table, from, to, answer: given })
  return html`<h2>${text}</h2>
    <ul>
      <li>${sameType ? html`Both have the type <code>${toType}</code>.` : html`The type was <code>${fromType}</code> and is <code>${toType}</code>.`}</li>
      <li>${sameNullability ? 'Both may be NULL, or neither.' : 'One may be NULL, the other not.'}</li>
      <li>${sameConstraints ? 'They have the same constraints and indexes.' : 'Their constraints or indexes differ.'}</li>
      ${unfit > 0 ? html`<li>${count(unfit, 'value')} would not fit the new type.</li>` : nothing}
      <li>
        ${lost === 0 ? 'There is nothing to lose.' : html`${things} would be lost:`}
        ${sample.map((row, at) => html`${at > 0 ? ', ' : ''}<code>${row.map((value, place) => html`${place > 0 ? ' | ' : ''}${cellValue(value)}`)}</code>`)}
        ${lost > sample.length ? ', …' : ''}
      </li>
    </ul>
    <p class="actions">
      <button type="button" @click=${answer('renamed')}>Renamed: keep the ${kind === 'column' ? 'values' : 'rows'}</button>
      <button type="button" @click=${answer('dropAndAdd')}>Dropped and added${lost > 0 ? `: lose ${things}` : ''}</button>
    </p>`
}
