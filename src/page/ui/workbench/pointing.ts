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
  private lit = false

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

  /** Lights up the present thread, and only that. What does it comes after the first result. */
  async light(): Promise<void> {
    if (this.timeline.selection === null && !this.lit) return
    const { lightUp, reveal } = await import('./thread-light')
    const thread = this.timeline.thread()
    this.lightLines(thread?.lines ?? null)
    lightUp(this.root, thread)
    this.lit = thread !== null
    window.clearTimeout(this.reveal)
    if (thread) this.reveal = window.setTimeout(() => reveal(this.root), revealAfter)
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
