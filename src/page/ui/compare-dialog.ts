import { html, nothing, type TemplateResult } from 'lit'
import type { LessonFile } from '../course'
import { showDialog } from './dialog'
import { diffLines } from './diff'

const signs = { same: ' ', gone: '−', new: '+' }

/**
 * Shows line by line what differs between the learner's files and others.
 * @param take what the button says that takes the others; null for no such button
 * @returns whether it was pressed
 */
export async function compareDialog(options: {
  title: string
  mine: LessonFile[]
  theirs: LessonFile[]
  take: string | null
}): Promise<boolean> {
  const { title, mine, theirs, take } = options
  const changed = theirs.filter((file) => mine.find((f) => f.name === file.name)?.text !== file.text)
  const answer = await showDialog(
    () => html`<form method="dialog">
      <h2 id="dialog-title">${title}</h2>
      ${
        changed.length === 0
          ? html`<p>It is the same as yours.</p>`
          : html`<p class="quiet-text">− only in yours &nbsp; + only there</p>
              ${changed.map((file) => comparison(file, mine.find((f) => f.name === file.name)?.text ?? ''))}`
      }
      <div class="buttons">
        ${take && changed.length > 0 ? html`<button value="take">${take}</button>` : nothing}
        <button class="primary" value="" autofocus>Close</button>
      </div>
    </form>`,
  )
  return answer === 'take'
}

function comparison(file: LessonFile, mine: string): TemplateResult {
  const lines = diffLines(mine, file.text)
  return html`<h3>${file.name}</h3>
    <pre class="diff" tabindex="0" aria-label=${`What differs in ${file.name}`}>${lines.map(
      ({ kind, text }) => html`<span class=${kind}>${signs[kind]} ${text}</span>`,
    )}</pre>`
}
