import { html, nothing } from 'lit'
import { showDialog } from './dialog'

/** What begins again. `lesson`: also the prediction, the tick, and what was typed by hand. */
export type Reset = 'code' | 'data' | 'both' | 'lesson'

/**
 * Asks what is to begin again. Null: nothing.
 * @param there what there is besides the code: a database that lives on from run to run, a lesson around it
 */
export async function resetDialog(there: { database: boolean; lesson: boolean }): Promise<Reset | null> {
  const answer = await showDialog(
    () => html`<form method="dialog">
      <h2 id="dialog-title">What begins again?</h2>
      <p>What is there now is put aside. You can bring it back.</p>
      <div class="buttons">
        ${
          there.database
            ? html`<button value="code">The code, on the same data</button>
                <button value="data">The data, with the same code</button>
                <button value="both" class="primary" autofocus>Both</button>`
            : html`<button value="both" class="primary" autofocus>The code</button>`
        }
        ${there.lesson ? html`<button value="lesson">The whole lesson, with prediction and tick</button>` : nothing}
        <button value="">Cancel</button>
      </div>
    </form>`,
  )
  return answer === 'code' || answer === 'data' || answer === 'both' || answer === 'lesson' ? answer : null
}
