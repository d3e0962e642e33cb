import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { unfinished } from './unfinished'

/**
 * Where one types: Enter runs, or goes on while something is open; Shift with Enter always goes on; the arrow keys bring back
 * what was typed before. Event: `shell-run` {text}.
 */
export class ShellPrompt extends LitElement {
  static override properties = { history: { attribute: false }, busy: { type: Boolean }, lines: { state: true } }
  /** Texts typed before, oldest first. */
  history: readonly string[] = []
  busy = false
  private lines = 1
  /** Where in the history we are; its length is the text being typed. */
  private back = 0
  private typed = ''

  override createRenderRoot(): HTMLElement {
    return this
  }

  override render(): TemplateResult {
    const { lines } = this
    return html`<form @submit=${this.submit}>
      <span class="prompt" aria-hidden="true">${['>>>', ...Array<string>(lines - 1).fill('...')].join('\n')}</span>
      <textarea name="code" aria-label="Shell: a line of TypeScript" rows=${lines} autocomplete="off" autocapitalize="off" spellcheck="false" wrap="off"
        placeholder="User.query.all()" ?readonly=${this.busy} @input=${this.measure} @keydown=${this.onKey}></textarea>
      <button type="submit" ?disabled=${this.busy}>${this.busy ? 'Running …' : 'Enter'}</button>
    </form>`
  }

  /** Puts the caret there. */
  override focus(): void {
    this.area.focus()
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('lines') && this.area === document.activeElement) this.scrollIntoView({ block: 'nearest' })
  }

  private get area(): HTMLTextAreaElement {
    return this.querySelector('textarea')!
  }

  private readonly measure = (): void => {
    this.lines = this.area.value.split('\n').length
  }

  private readonly submit = (event?: Event): void => {
    event?.preventDefault()
    const text = this.area.value.trimEnd()
    if (text === '' || this.busy) return
    this.write('')
    this.back = this.history.length + 1
    this.dispatchEvent(new CustomEvent('shell-run', { detail: { text }, bubbles: true }))
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return
    const { value, selectionStart: caret } = this.area
    if (event.key === 'Enter' && !unfinished(value)) this.submit()
    else if (event.key === 'ArrowUp' && !value.slice(0, caret).includes('\n'))
      this.recall(Math.min(this.back, this.history.length) - 1)
    else if (event.key === 'ArrowDown' && !value.slice(caret).includes('\n')) this.recall(this.back + 1)
    else return
    event.preventDefault()
  }

  private recall(to: number): void {
    if (to < 0 || to > this.history.length) return
    if (this.back >= this.history.length) this.typed = this.area.value
    this.back = to
    this.write(this.history[to] ?? this.typed)
  }

  private write(text: string): void {
    this.area.value = text
    this.area.setSelectionRange(text.length, text.length)
    this.measure()
  }
}

customElements.define('shell-prompt', ShellPrompt)
