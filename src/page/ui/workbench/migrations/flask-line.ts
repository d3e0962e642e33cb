import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import type { FlaskCompletion } from '../../../../protocol'

/** Completions that are offered at most, and with how many there is room for what they mean. */
const most = 24
const explained = 4

/** Milliseconds that a line may take before it can be stopped: until then, a second click means the first. */
const soon = 400

/** The line being typed: history with the arrow keys, completion with Tab. Events: `flask-run` {line}, `flask-stop`. */
export class FlaskLine extends LitElement {
  static override properties = {
    history: { attribute: false },
    busy: { type: Boolean },
    locked: { type: Boolean },
    stoppable: { state: true },
    offered: { state: true },
  }
  /** Lines typed before, oldest first. */
  history: readonly string[] = []
  /** A line is running. */
  busy = false
  /** No line can be run here. */
  locked = false
  private stoppable = false
  private timer = 0
  complete: (line: string) => Promise<FlaskCompletion[]> = async () => []
  private offered: FlaskCompletion[] = []
  /** Where in the history we are; its length is the line being typed. */
  private back = 0
  private asked = 0

  override createRenderRoot(): HTMLElement {
    return this
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('busy')) return
    window.clearTimeout(this.timer)
    this.stoppable = false
    if (this.busy) this.timer = window.setTimeout(() => (this.stoppable = true), soon)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.clearTimeout(this.timer)
  }

  override render(): TemplateResult {
    return html`<form @submit=${this.onSubmit}>
        <span class="prompt" aria-hidden="true">$</span>
        <input name="line" type="text" aria-label="flask command line" placeholder="flask db …" autocomplete="off" autocapitalize="off" spellcheck="false"
          aria-describedby="flask-completions" ?readonly=${this.busy || this.locked} @input=${this.onInput} @keydown=${this.onKey} @blur=${() => this.offer([])} />
        ${
          this.stoppable
            ? html`<button type="button" @click=${() => this.dispatchEvent(new CustomEvent('flask-stop', { bubbles: true }))}>Stop</button>`
            : html`<button type="submit" ?disabled=${this.busy || this.locked}>Run</button>`
        }
      </form>
      <p class="completions" id="flask-completions" aria-live="polite">${
        this.offered.length > 0
          ? html`${this.offered.map(({ word, help }) => html`<span title=${help}><b>${word}</b> ${this.offered.length > explained ? nothing : help}</span>`)}<kbd>Tab</kbd>`
          : nothing
      }</p>`
  }

  /** Puts a line there, ready to be changed or run; marks a part that is to be written. */
  write(line: string): void {
    const { input } = this
    input.value = line
    input.focus()
    const open = line.indexOf('…')
    if (open >= 0) input.setSelectionRange(open, open + 1)
    this.offer([])
  }

  private get input(): HTMLInputElement {
    return this.querySelector('input')!
  }

  private offer(completions: FlaskCompletion[]): void {
    this.asked += 1
    this.offered = completions.slice(0, most)
  }

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault()
    const line = this.input.value.trim()
    if (line === '' || this.busy || this.locked) return
    this.input.value = ''
    this.back = this.history.length + 1
    this.offer([])
    this.dispatchEvent(new CustomEvent('flask-run', { detail: { line }, bubbles: true }))
  }

  private readonly onInput = async (): Promise<void> => {
    this.asked += 1
    const { asked } = this
    const { value } = this.input
    const completions = value === '' ? [] : await this.complete(value)
    if (asked === this.asked) this.offered = completions.filter(({ word }) => !value.endsWith(` ${word}`)).slice(0, most)
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return
    if (event.key === 'Tab' && !event.shiftKey && this.offered.length > 0) this.take()
    else if (event.key === 'Escape' && this.offered.length > 0) this.offer([])
    else if (event.key === 'ArrowUp') this.recall(Math.min(this.back, this.history.length) - 1)
    else if (event.key === 'ArrowDown') this.recall(this.back + 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** Completes the last word: as far as all that is offered agrees, and no further. */
  private take(): void {
    const { input, offered } = this
    const [first, ...others] = offered.map(({ word }) => word)
    let common = first!
    for (const word of others) while (!word.startsWith(common)) common = common.slice(0, -1)
    const last = /\S*$/.exec(input.value)![0]
    const word = common.length > last.length ? common : first!
    input.value = input.value.slice(0, input.value.length - last.length) + word + (others.length === 0 ? ' ' : '')
    void this.onInput()
  }

  private recall(to: number): void {
    if (to < 0 || to > this.history.length) return
    this.back = to
    this.input.value = this.history[to] ?? ''
    this.offer([])
  }
}

customElements.define('flask-line', FlaskLine)
