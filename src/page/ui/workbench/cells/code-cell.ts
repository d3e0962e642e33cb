import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { problemCards } from '../panels/problem-card'
import { type LineView, lineId } from '../projections/lines'
import { count, milliseconds } from '../words'
import { type EditorEvents, type EditorView, lineHeight, paddingTop } from './editor-view'
import { PlainEditor } from './plain-editor'

/** Makes an editor in a host; Monaco and the plain one are made the same way. */
export type OpenEditor = (host: HTMLElement, file: string, text: string, label: string, events: EditorEvents) => EditorView

/**
 * One file of the learner's with what happened beside its lines. Events, all bubbling: `cell-input` {file, text},
 * `cell-line` {file, line: number | null, by: 'pointer' | 'caret'}.
 */
export class CodeCell extends LitElement {
  static override properties = {
    file: {},
    text: { attribute: false, noAccessor: true },
    lines: { attribute: false },
    position: { type: Number },
    current: { type: Number },
    readonly: { type: Boolean },
  }
  file = ''
  /** What happened at the lines of this file. */
  lines: LineView[] = []
  /** Lines whose first event comes later on the timeline are drawn faint. */
  position = Number.POSITIVE_INFINITY
  /** The line of the stop stood on, or 0. */
  current = 0
  readonly = false
  private startText = ''
  private view: EditorView | null = null
  private open: OpenEditor = (host, _file, text, label, events) => new PlainEditor(host, text, label, events)

  get text(): string {
    return this.view?.text ?? this.startText
  }
  set text(text: string) {
    this.startText = text
    this.view?.setText(text)
  }

  override createRenderRoot(): HTMLElement {
    return this
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (this.hasUpdated) this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.startText = this.text
    this.view?.dispose()
    this.view = null
  }

  override updated(changed: PropertyValues): void {
    if (!this.isConnected) return
    const fresh = this.view === null
    this.view ??= this.open(this.host, this.file, this.startText, this.label, this.events)
    if (fresh || changed.has('readonly') || changed.has('lines')) this.applyToView()
  }

  /** Puts another editor in the place of the present one; text, caret, scroll position and focus stay. */
  replaceEditor(open: OpenEditor): void {
    this.open = open
    const old = this.view
    if (!old) return
    const place = old.place()
    const focused = old.hasFocus()
    const view = open(this.host, this.file, old.text, this.label, this.events)
    this.view = view
    this.applyToView()
    view.restore(place)
    old.dispose()
    if (focused) view.focus()
  }

  /** Lights up lines of this file. */
  setThread(lines: ReadonlySet<string> | null): void {
    const own = new Set<number>()
    for (const id of lines ?? []) {
      const line = Number(id.slice(this.file.length + 1))
      if (id === lineId(this.file, line)) own.add(line)
    }
    this.view?.setThread(own)
    for (const mark of this.querySelectorAll<HTMLElement>('.mark'))
      mark.toggleAttribute('data-on', own.has(Number(mark.dataset.at)))
  }

  focusEditor(line?: number): void {
    if (line !== undefined) this.view?.reveal(line)
    this.view?.focus()
  }

  /** Scrolls a line into view. */
  reveal(line: number): void {
    this.view?.reveal(line)
  }

  override render(): TemplateResult {
    const problems = this.lines.flatMap((line) => line.problems)
    return html`
      <div class="cell-body" style="--scroll: 0px">
        <div class="editor-host"></div>
        <div class="marks">${this.current ? currentMark(this.current) : nothing}${this.lines.map((line) => this.mark(line))}</div>
      </div>
      ${problemCards(problems, { inCell: this.file })}
    `
  }

  private mark(line: LineView): TemplateResult | typeof nothing {
    const text = valueText(line)
    const sql = line.statements > 0 ? `${line.statements} sql` : ''
    const work = sql && `${count(line.statements, 'statement')} · ${milliseconds(line.ms)}`
    if (!text && !sql) return nothing
    const code = this.text.split('\n')
    // What has no room beside its line may stand below it, where no code is.
    const below = !code[line.line]?.trim() && !this.lines.some((other) => other.line === line.line + 1)
    const own = text.length + (sql ? 8 : 0)
    return html`<div class="mark" data-at=${line.line} ?data-below=${below} ?data-future=${line.seq > this.position}
      style="top: ${paddingTop + (line.line - 1) * lineHeight}px; --code: ${code[line.line - 1]?.length ?? 0}ch; --own: ${own}ch">
      <span class="val" data-line=${lineId(line.file, line.line)} title=${[text, work].filter(Boolean).join('\n')}
        >${text}${sql ? html`<small>${sql}</small>` : nothing}</span
      >
    </div>`
  }

  private get host(): HTMLElement {
    return this.querySelector<HTMLElement>('.editor-host')!
  }

  private get label(): string {
    return `${this.file}, code. Ctrl+Enter or ⌘ Enter runs it; Escape, then Tab leaves the editor.`
  }

  private applyToView(): void {
    this.view?.setReadonly(this.readonly)
    this.view?.setProblems(this.lines.flatMap((line) => line.problems))
  }

  private readonly events: EditorEvents = {
    input: (text) => {
      this.tell('cell-input', { file: this.file, text })
      // values make room for what is typed
      this.requestUpdate()
    },
    hover: (line) => this.tell('cell-line', { file: this.file, line, by: 'pointer' }),
    caret: (line) => this.tell('cell-line', { file: this.file, line, by: 'caret' }),
    scroll: (top) => this.querySelector<HTMLElement>('.cell-body')!.style.setProperty('--scroll', `${-top}px`),
  }

  private tell(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }))
  }
}

const currentMark = (line: number): TemplateResult =>
  html`<div class="mark now-line" style="top: ${paddingTop + (line - 1) * lineHeight}px"></div>`

function valueText(line: LineView): string {
  const last = line.values.at(-1)
  if (!last) return ''
  return line.values.length > 1 ? `${last.text}  ×${line.values.length}` : last.text
}

customElements.define('code-cell', CodeCell)
