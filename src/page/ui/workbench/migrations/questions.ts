import { html, nothing, type TemplateResult } from 'lit'
import type { FlaskTold, RenameAnswer, RenameOutcome, RenamePair, RenameQuestion, TableSnapshot } from '../../../../protocol'
import { cellValue } from '../panels/tables-panel'
import { count } from '../words'

interface Told {
  /** A question was decided. */
  decide(answer: RenameAnswer): void
  /** Both answers are to be shown first. */
  compare(pair: RenamePair): void
}

type Both = Extract<FlaskTold, { kind: 'both' }>

/** Rows of a table that are shown for an answer. */
const shownRows = 5

/**
 * Asks whether something was renamed, with what speaks for it; the most likely pair first.
 * @param told what either answer leads to, once that was asked
 */
export function renameQuestions(
  questions: readonly RenameQuestion[],
  told: FlaskTold | null,
  { decide, compare }: Told,
): TemplateResult | typeof nothing {
  if (questions.length === 0) return nothing
  const [question, ...others] = [...questions].sort((a, b) => b.likelihood - a.likelihood)
  const { kind, table, from, to, text, evidence } = question!
  const pair: RenamePair = { kind, table, from, to }
  const button = (answer: RenameAnswer['answer']) =>
    html`<button type="button" @click=${() => decide({ ...pair, answer })}>${answerText(answer, question!)}</button>`
  return html`<div class="question" role="group" aria-label="Renamed?">
    <h2>${text}</h2>
    ${
      told?.kind === 'both' && told.pair.from === from && told.pair.to === to
        ? html`<div class="both">${told.outcomes.map((outcome) => outcomePart(outcome, told, question!, button(outcome.answer)))}</div>`
        : html`${evidenceList(kind, evidence)}
          <p class="actions">
            ${button('renamed')} ${button('dropAndAdd')}
            <button type="button" @click=${() => compare(pair)}>Show me both</button>
          </p>`
    }
    ${others.length > 0 ? html`<p class="more">${count(others.length, 'more question')} after this one.</p>` : nothing}
  </div>`
}

const things = (kind: RenamePair['kind'], n: number) => count(n, kind === 'column' ? 'value' : 'row')

function answerText(answer: RenameAnswer['answer'], { kind, evidence: { lost } }: RenameQuestion): string {
  if (answer === 'renamed') return `Renamed: keep the ${kind === 'column' ? 'values' : 'rows'}`
  return `Dropped and added${lost > 0 ? `: lose ${things(kind, lost)}` : ''}`
}

function evidenceList(kind: RenamePair['kind'], evidence: RenameQuestion['evidence']): TemplateResult {
  const { lost, sample, sameType, fromType, toType, sameNullability, sameConstraints, unfit } = evidence
  return html`<ul>
    <li>${sameType ? html`Both have the type <code>${toType}</code>.` : html`The type was <code>${fromType}</code> and is <code>${toType}</code>.`}</li>
    <li>${sameNullability ? 'They agree on whether NULL is allowed.' : 'One may be NULL, the other not.'}</li>
    <li>${sameConstraints ? 'They have the same constraints and indexes.' : 'Their constraints or indexes differ.'}</li>
    ${unfit > 0 ? html`<li>${count(unfit, 'value')} would not fit the new type.</li>` : nothing}
    <li>
      ${lost === 0 ? 'There is nothing to lose.' : html`${things(kind, lost)} would be lost:`}
      ${sample.map((row, at) => html`${at > 0 ? ', ' : ''}<code>${row.map((value, place) => html`${place > 0 ? ' | ' : ''}${cellValue(value)}`)}</code>`)}
      ${lost > sample.length ? ', …' : ''}
    </li>
  </ul>`
}

/** One answer: its script, and what it does to the rows. */
function outcomePart(
  { answer, script, after, kept, error }: RenameOutcome,
  { before }: Both,
  { kind, evidence: { lost } }: RenameQuestion,
  take: TemplateResult,
): TemplateResult {
  return html`<div class="outcome" role="group" data-answer=${answer} aria-label=${answer === 'renamed' ? 'If it was renamed' : 'If it was dropped and added'}>
    <h3>${answer === 'renamed' ? 'Renamed' : 'Dropped and added'}</h3>
    <pre class="directive" tabindex="0">${dedented(script)}</pre>
    ${
      error
        ? html`<p class="failure"><b>${error.term}</b> ${error.message}</p>`
        : html`<p class="kept" data-lost=${kept < lost ? '' : nothing}>${kept < lost ? `${things(kind, lost - kept)} lost` : `${things(kind, kept)} kept`}</p>
            ${after ? rowsTable(after, before) : nothing}`
    }
    <p class="actions">${take}</p>
  </div>`
}

/** The first rows; columns that were not there before are marked. */
function rowsTable({ table, rows, total }: TableSnapshot, before: TableSnapshot | null): TemplateResult {
  const old = new Set(before?.table.columns.map(({ name }) => name))
  const names = table.columns.map(({ name }) => name)
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${`${table.name} afterwards`}>
    <table>
      <thead><tr>${names.map((name) => html`<th scope="col" ?data-new=${!old.has(name)}>${name}</th>`)}</tr></thead>
      <tbody>${rows.slice(0, shownRows).map(({ values }) => html`<tr>${values.map((value) => html`<td>${cellValue(value)}</td>`)}</tr>`)}</tbody>
    </table>
    ${total > shownRows ? html`<p class="more">and ${(total - shownRows).toLocaleString('en')} more</p>` : nothing}
  </div>`
}

const dedented = (script: string): string => script.replace(/^ {2}/gm, '').trimEnd()
