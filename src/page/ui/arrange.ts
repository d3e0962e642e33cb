import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { unsafeHTML } from 'lit/directives/unsafe-html.js'
import { type Misplaced, misplaced, orderOf } from '../course/arrange'
import type { Arrangement } from '../course/step'
import { LightElement } from './light-element'

/** Things to be put in order: dragged, or moved with their buttons. What stands too early says why it cannot. */
export class Arrange extends LightElement {
  static override properties = {
    arrangement: { attribute: false },
    solved: { type: Boolean },
    order: { state: true },
    done: { state: true },
    found: { state: true },
    held: { state: true },
  }
  arrangement!: Arrangement
  /** The step's goals have been met: the order is known. */
  solved = false
  private order: string[] = []
  private done = false
  /** What the last look at the order has found. */
  private found: Misplaced | null = null
  /** The item that is dragged. */
  private held: string | null = null

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('arrangement')) this.order = this.arrangement.items.map(({ id }) => id)
    if (changed.has('solved') && this.solved && !this.done) this.show()
  }

  override render(): TemplateResult {
    const { arrangement, order, done, found } = this
    return html`<section class="predict arrange" aria-labelledby="arrange">
      <h2 id="arrange">First, the order</h2>
      <p>${unsafeHTML(arrangement.ask)}</p>
      <ol @pointerdown=${this.take} @pointermove=${this.drag} @pointerup=${this.drop} @pointercancel=${this.drop}>
        ${order.map((id, i) => this.item(id, i))}
      </ol>
      ${
        done
          ? nothing
          : html`<div class="options">
              <button @click=${this.look}>Would this work?</button>
              <button class="quiet" @click=${this.show}>Show me</button>
            </div>`
      }
      <div role="status" tabindex="-1">
        ${done ? html`<p><b>This works.</b> ${unsafeHTML(arrangement.because)}</p>` : found ? html`<p><b>${order.indexOf(found.id) + 1} is too early.</b> ${unsafeHTML(found.otherwise)}</p>` : nothing}
      </div>
    </section>`
  }

  private item(id: string, i: number): TemplateResult {
    const { done, found, held, order } = this
    const say = this.arrangement.items.find((item) => item.id === id)?.say ?? ''
    const move = (by: 1 | -1, sign: string, word: string) => {
      const to = i + by
      return html`<button id=${`${word}-${i}`} class="quiet" aria-disabled=${to < 0 || to >= order.length} aria-label=${word} aria-describedby=${`item-${i}`}
        @click=${() => void this.move(i, to, word)}>${sign}</button>`
    }
    return html`<li class=${id === held ? 'held' : id === found?.id ? 'early' : ''} data-movable=${done ? nothing : ''}>
      <i aria-hidden="true">${i + 1}</i><span id=${`item-${i}`}>${unsafeHTML(say)}</span>
      ${done ? nothing : html`${move(-1, '↑', 'up')}${move(1, '↓', 'down')}`}
    </li>`
  }

  private put(from: number, to: number): void {
    const order = this.order.toSpliced(from, 1)
    this.order = order.toSpliced(to, 0, this.order[from] ?? '')
    this.found = null
  }

  /** The focus goes with the item that was moved. */
  private async move(from: number, to: number, word: string): Promise<void> {
    if (to < 0 || to >= this.order.length) return
    this.put(from, to)
    await this.updateComplete
    this.querySelector<HTMLElement>(`#${word}-${to}`)?.focus()
  }

  private take(event: PointerEvent): void {
    const target = event.target as HTMLElement
    // A finger scrolls, unless it is on the number.
    const scrolls = event.pointerType === 'touch' && !target.closest('i')
    if (this.done || event.button !== 0 || scrolls || target.closest('button')) return
    this.held = this.order[this.rows().indexOf(target.closest('li') as HTMLElement)] ?? null
    if (this.held !== null) (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
  }

  private drag({ clientY }: PointerEvent): void {
    if (this.held === null) return
    const from = this.order.indexOf(this.held)
    const middle = (row: HTMLElement) => row.getBoundingClientRect().top + row.offsetHeight / 2
    const above = this.rows().filter((row, i) => i !== from && middle(row) < clientY).length
    if (above !== from) this.put(from, above)
  }

  private drop(): void {
    this.held = null
  }

  private rows(): HTMLElement[] {
    return [...this.querySelectorAll('li')]
  }

  private look(): void {
    this.found = misplaced(this.arrangement, this.order)
    this.done = this.found === null
    this.tell()
  }

  private show(): void {
    this.order = orderOf(this.arrangement)
    this.found = null
    this.done = true
    this.tell()
  }

  /** What came of it is read where the focus was: the button may be gone. */
  private tell(): void {
    if (!this.contains(document.activeElement)) return
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[role=status]')?.focus())
  }
}

customElements.define('backref-arrange', Arrange)
