const waiting = new WeakMap<Element, ResizeObserver>()

/**
 * Scrolls a pane so that a part of it is in sight, from its top as far as it fits; a pane that is not on the screen when it is
 * there again.
 * @param pane the element that scrolls
 * @param part a selector of the part, looked up when what has changed is drawn
 */
export function bringIntoSight(pane: HTMLElement, part: string): void {
  waiting.get(pane)?.disconnect()
  requestAnimationFrame(() => {
    if (pane.offsetHeight > 0) scroll(pane, part)
    else if (pane.isConnected) waitFor(pane, part)
  })
}

function waitFor(pane: HTMLElement, part: string): void {
  const observer = new ResizeObserver(() => {
    if (pane.offsetHeight === 0) return
    observer.disconnect()
    scroll(pane, part)
  })
  waiting.set(pane, observer)
  observer.observe(pane)
}

function scroll(pane: HTMLElement, part: string): void {
  const at = pane.querySelector(part)?.getBoundingClientRect()
  if (!at) return
  const { top, bottom } = pane.getBoundingClientRect()
  const above = at.top - top - 12
  pane.scrollTop += above < 0 ? above : Math.max(0, Math.min(above, at.bottom - bottom + 12))
}
