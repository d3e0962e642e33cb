import { html, nothing, render } from 'lit'
import type { CodeProblem, EditorEvents, EditorView } from './editor-view'
import { lineHeight, paddingTop } from './editor-view'
import { highlight } from './highlight'

/**
 * Highlighted text under a transparent <textarea> of the same size: there at once, editable at once, and the editor of
 * touch screens and saved data.
 */
export class PlainEditor implements EditorView {
  private readonly scroller: HTMLElement
  private readonly layer: HTMLElement
  private readonly area: HTMLTextAreaElement
  private thread: ReadonlySet<number> = new Set()
  private problems: readonly CodeProblem[] = []
  private line = 0

  constructor(
    host: HTMLElement,
    text: string,
    label: string,
    private readonly events: EditorEvents,
  ) {
    this.scroller = document.createElement('div')
    this.scroller.className = 'plain-editor'
    this.layer = document.createElement('div')
    this.layer.className = 'plain-lines'
    this.layer.ariaHidden = 'true'
    this.area = document.createElement('textarea')
    Object.assign(this.area, { value: text, spellcheck: false, wrap: 'off', autocapitalize: 'off', ariaLabel: label })
    this.area.setAttribute('autocorrect', 'off')
    this.scroller.append(this.layer, this.area)
    host.append(this.scroller)
    this.area.addEventListener('input', () => {
      this.draw()
      this.tellCaret()
      events.input(this.area.value)
    })
    this.area.addEventListener('keydown', (event) => this.keepIndent(event))
    for (const type of ['keyup', 'pointerup', 'focus']) this.area.addEventListener(type, () => this.tellCaret())
    this.area.addEventListener('blur', () => (this.line = 0))
    this.area.addEventListener('pointermove', (event) => {
      const line = Math.floor((event.clientY - this.area.getBoundingClientRect().top - paddingTop) / lineHeight) + 1
      this.events.hover(line >= 1 && line <= this.layer.childElementCount ? line : null)
    })
    this.area.addEventListener('pointerleave', () => this.events.hover(null))
    this.scroller.addEventListener('scroll', () => this.events.scroll(this.scroller.scrollTop, this.scroller.scrollLeft), {
      passive: true,
    })
    this.draw()
  }

  get text(): string {
    return this.area.value
  }

  setText(text: string): void {
    if (text === this.area.value) return
    this.area.value = text
    this.draw()
  }

  setReadonly(readonly: boolean): void {
    this.area.readOnly = readonly
  }

  setThread(lines: ReadonlySet<number>): void {
    const changed = new Set([...this.thread, ...lines])
    this.thread = lines
    for (const line of changed) this.layer.children[line - 1]?.toggleAttribute('data-on', lines.has(line))
  }

  setProblems(problems: readonly CodeProblem[]): void {
    this.problems = problems
    this.draw()
  }

  focus(): void {
    this.area.focus({ preventScroll: true })
  }

  hasFocus(): boolean {
    return document.activeElement === this.area
  }

  place(): { start: number; end: number; top: number; left: number } {
    const { selectionStart: start, selectionEnd: end } = this.area
    return { start, end, top: this.scroller.scrollTop, left: this.scroller.scrollLeft }
  }

  restore({ start, end, top, left }: { start: number; end: number; top: number; left: number }): void {
    this.area.setSelectionRange(start, end)
    this.scroller.scrollTo(left, top)
  }

  reveal(line: number): void {
    const offset =
      this.area.value
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0)
    this.area.setSelectionRange(offset, offset)
    const top = paddingTop + (line - 1) * lineHeight
    const { scrollTop, clientHeight } = this.scroller
    if (top < scrollTop || top + lineHeight > scrollTop + clientHeight) this.scroller.scrollTop = top - clientHeight / 2
  }

  dispose(): void {
    this.scroller.remove()
  }

  private draw(): void {
    const severity = new Map(this.problems.map((problem) => [(problem.frames[0] ?? problem.place)?.line, problem.severity]))
    const lines = highlight(this.area.value)
    render(
      lines.map(
        (tokens, i) =>
          html`<div class="l" data-problem=${severity.get(i + 1) ?? nothing}><s>${i + 1}</s><span>${tokens.map(
            ({ kind, text }) => (kind === 'plain' ? text : html`<i class=${`tok-${kind}`}>${text}</i>`),
          )}</span></div>`,
      ),
      this.layer,
    )
    this.setThread(this.thread)
  }

  private tellCaret(): void {
    const line = this.area.value.slice(0, this.area.selectionStart).split('\n').length
    if (line === this.line) return
    this.line = line
    this.events.caret(line)
  }

  /** Enter starts the next line where this one started. */
  private keepIndent(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || this.area.readOnly) return
    const before = this.area.value.slice(0, this.area.selectionStart).split('\n').at(-1)!
    const indent = /^ */.exec(before)![0] + (/[[({]$/.test(before.trimEnd()) ? '  ' : '')
    if (!indent) return
    event.preventDefault()
    this.area.setRangeText(`\n${indent}`, this.area.selectionStart, this.area.selectionEnd, 'end')
    this.area.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }
}
