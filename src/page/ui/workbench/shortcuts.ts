/** Whether the page is shown by one of Apple's systems, where ⌘ takes the place of Ctrl. */
export const mac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '')

interface Commands {
  run(): void
  /** One step on the timeline, back (-1) or forth (1). */
  step(by: -1 | 1): void
}

/**
 * Makes Ctrl or ⌘ Enter and Alt with an arrow work anywhere on the page, also where an editor has other plans for them.
 * Returns the function that ends it.
 */
export function shortcuts(commands: Commands): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing || event.shiftKey) return
    const alone = !event.ctrlKey && !event.metaKey
    if (event.key === 'Enter' && !alone && !event.altKey) commands.run()
    else if (event.altKey && alone && (event.key === 'ArrowLeft' || event.key === 'ArrowRight') && !movesByWord(event.target)) {
      commands.step(event.key === 'ArrowLeft' ? -1 : 1)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  window.addEventListener('keydown', onKey, { capture: true })
  return () => window.removeEventListener('keydown', onKey, { capture: true })
}

/** On a Mac, Alt with an arrow moves the caret by a word. */
function movesByWord(target: EventTarget | null): boolean {
  return mac && target instanceof Element && target.closest('code-cell') !== null
}
