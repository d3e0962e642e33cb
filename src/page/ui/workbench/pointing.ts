import type { Selection } from './projections/thread'
import type { Timeline } from './timeline'

/** Milliseconds of pointing at the same thing until panels scroll to it. */
const revealAfter = 220
const pointable = '[data-fk], [data-row], [data-statement], [data-object], [data-line]'

/**
 * Turns hover and keyboard focus inside the workbench into the timeline's selection, and lights up what belongs to it.
 * Lit elements carry `data-on`: "thread", or "relative" for rows that are its parents or children. Nothing is drawn anew.
 */
export class Pointing {
  private hovered: Selection | null = null
  private focused: Selection | null = null
  private reveal = 0

  constructor(
    private readonly root: HTMLElement,
    private readonly timeline: Timeline,
    /** Told of the lines to light up, null for none. */
    private readonly lightLines: (lines: ReadonlySet<string> | null) => void,
  ) {
    root.addEventListener('pointerover', (event) => {
      if (event.pointerType !== 'touch' && !inEditor(event.target)) this.hover(selectionAt(event.target))
    })
    root.addEventListener('pointerleave', () => this.hover(null))
    root.addEventListener('focusin', (event) => {
      if (!inEditor(event.target)) this.focus(selectionAt(event.target))
    })
    root.addEventListener('focusout', () => this.focus(null))
  }

  hover(selection: Selection | null): void {
    this.hovered = selection
    this.timeline.select(this.hovered ?? this.focused)
  }

  focus(selection: Selection | null): void {
    this.focused = selection
    this.timeline.select(this.hovered ?? this.focused)
  }

  /** Points at nothing. Returns false when nothing was pointed at. */
  clear(): boolean {
    const pointed = this.hovered !== null || this.focused !== null
    this.hovered = null
    this.focused = null
    this.timeline.select(null)
    return pointed
  }

  /** Lights up the present thread, and only that. */
  light(): void {
    const thread = this.timeline.thread()
    for (const element of this.root.querySelectorAll<HTMLElement>('[data-row], [data-statement], [data-object]')) {
      const { row, statement, object } = element.dataset
      let on: string | null = null
      if (thread) {
        if (row !== undefined) on = thread.rows.has(row) ? 'thread' : thread.relatives.has(row) ? 'relative' : null
        else if (statement !== undefined)
          on = statement.split(' ').some((seq) => thread.statements.has(Number(seq))) ? 'thread' : null
        else if (object !== undefined) on = thread.objects.has(Number(object)) ? 'thread' : null
      }
      if (on === null) element.removeAttribute('data-on')
      else if (element.dataset.on !== on) element.dataset.on = on
    }
    this.lightLines(thread?.lines ?? null)
    window.clearTimeout(this.reveal)
    if (thread) this.reveal = window.setTimeout(() => this.revealLit(), revealAfter)
  }

  /** Scrolls what is lit into view in each panel that shows none of it, except where the learner is pointing. */
  private revealLit(): void {
    for (const panel of this.root.querySelectorAll<HTMLElement>('.panel:not([hidden])')) {
      const lit = [...panel.querySelectorAll<HTMLElement>('[data-on="thread"]')]
      if (lit.length === 0 || panel.matches(':hover, :focus-within')) continue
      const box = panel.getBoundingClientRect()
      const seen = lit.some((element) => {
        const { top, bottom } = element.getBoundingClientRect()
        return bottom > box.top && top < box.bottom - 8
      })
      if (!seen) panel.scrollTop += lit[0]!.getBoundingClientRect().top - box.top - 40
    }
  }
}

/** Editors tell by themselves which line is pointed at. */
function inEditor(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.editor-host') !== null
}

function selectionAt(target: EventTarget | null): Selection | null {
  const data = target instanceof Element ? target.closest<HTMLElement>(pointable)?.dataset : undefined
  if (!data) return null
  if (data.fk !== undefined) return { kind: 'row', row: data.fk }
  if (data.row !== undefined) return { kind: 'row', row: data.row }
  if (data.statement !== undefined) return { kind: 'statement', seqs: data.statement.split(' ').map(Number) }
  if (data.object !== undefined) return { kind: 'object', object: Number(data.object) }
  const place = splitPlace(data.line ?? '')
  return place && { kind: 'line', ...place }
}

/** `query.ts:7` as file and line; null when it is not that. */
export function splitPlace(text: string): { file: string; line: number } | null {
  const [, file, line] = /^(.+):(\d+)$/.exec(text) ?? []
  return file === undefined ? null : { file, line: Number(line) }
}
