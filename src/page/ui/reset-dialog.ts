import { html } from 'lit'
import { showDialog } from './dialog'

/** What begins again. */
export type Reset = 'code' | 'data' | 'both'

/** Asks what is to begin again, where the database lives on from run to run. Null: nothing. */
export async function resetDialog(): Promise<Reset | null> {
  const answer = await showDialog(
    () => html`<form method="dialog">
      <h2 id="dialog-title">What begins again?</h2>
      <p>What is there now is put aside. You can bring it back.</p>
      <div class="buttons">
        <button value="code">The code, on the same data</button>
        <button value="data">The data, with the same code</button>
        <button value="both" class="primary" autofocus>Both</button>
        <button value="">Cancel</button>
      </div>
    </form>`,
  )
  return answer === 'code' || answer === 'data' || answer === 'both' ? answer : null
}
