import type { Thread } from './projections/thread'

/** Marks what belongs to a thread, and only that: `data-on` is "thread", or "relative" for rows that are its parents or children. */
export function lightUp(root: HTMLElement, thread: Thread | null): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-row], [data-statement], [data-object]')) {
    const on = thread && partOf(thread, element.dataset)
    if (on === null) element.removeAttribute('data-on')
    else if (element.dataset.on !== on) element.dataset.on = on
  }
}

function partOf(thread: Thread, { row, statement, object }: DOMStringMap): 'thread' | 'relative' | null {
  if (row !== undefined) return thread.rows.has(row) ? 'thread' : thread.relatives.has(row) ? 'relative' : null
  if (statement !== undefined) return statement.split(' ').some((seq) => thread.statements.has(Number(seq))) ? 'thread' : null
  return object !== undefined && thread.objects.has(Number(object)) ? 'thread' : null
}

/** Scrolls what is lit into view in each panel that shows none of it, except where the learner is pointing. */
export function reveal(root: HTMLElement): void {
  for (const panel of root.querySelectorAll<HTMLElement>('.panel:not([hidden])')) {
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
