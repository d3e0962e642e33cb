import { html, type TemplateResult } from 'lit'
import { mac } from './shortcuts'

/** Runs the code, or stops what runs. @param counting milliseconds that the run has taken, or null when there is nothing to stop */
export function runButton(counting: number | null, { run, stop }: { run(): void; stop(): void }): TemplateResult {
  if (counting !== null) {
    return html`<button class="primary run" type="button" @click=${stop}>Stop <span class="counter">${(counting / 1000).toFixed(1)} s</span></button>`
  }
  return html`<button class="primary run" type="button" aria-keyshortcuts=${mac ? 'Meta+Enter' : 'Control+Enter'} @click=${run}>
    Run <kbd>${mac ? '⌘↵' : 'Ctrl ↵'}</kbd>
  </button>`
}
