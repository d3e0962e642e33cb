import { html, nothing } from 'lit'
import type { LessonFile } from '../course'
import { comfortableLength, type Shared, writeLink } from '../store/share'
import { shareFile } from '../store/share-file'
import { announce } from './announce'
import { showDialog } from './dialog'
import { download } from './download'

/**
 * Offers a link that holds everything, and a file where the link is long.
 * @param start the files that the step begins with
 */
export async function shareDialog(shared: Shared, start: LessonFile[]): Promise<void> {
  const link = `${location.href.split('#')[0]}#s=${await writeLink(shared, start)}`
  const long = link.length > comfortableLength
  let copied = ''
  await showDialog((redraw) => {
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(link)
        copied = 'Copied.'
      } catch {
        document.querySelector<HTMLTextAreaElement>('#share-link')?.select()
        copied = 'The browser does not let the page copy. The link is selected: copy it yourself.'
      }
      announce(copied)
      redraw()
    }
    return html`<form method="dialog">
      <h2 id="dialog-title">Share what you see</h2>
      <p>The link holds your code itself, nothing is uploaded. Who opens it sees the code; it runs after one click.</p>
      <textarea id="share-link" readonly rows="4" aria-label="Link" .value=${link} @focus=${(e: Event) => (e.target as HTMLTextAreaElement).select()}></textarea>
      <p class="quiet-text">${link.length.toLocaleString('en')} characters. ${copied}</p>
      ${
        long
          ? html`<p class="warning">
              Some programs cut links of more than ${comfortableLength.toLocaleString('en')} characters. A file is safer.
            </p>`
          : nothing
      }
      <div class="buttons">
        <button type="button" @click=${() => download(`${shared.id.replaceAll('/', '-')}.backref.json`, shareFile(shared))}>Download as a file</button>
        <button type="button" class="primary" autofocus @click=${copy}>Copy link</button>
        <button value="">Close</button>
      </div>
    </form>`
  })
}
