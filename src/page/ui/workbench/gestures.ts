import type { Pointing } from './pointing'

interface Owner {
  pointing: Pointing
  /** The text of a file was typed. */
  typed(file: string, text: string): void
  /** A link to a line was followed: `query.ts:7`. */
  goTo(place: string): void
  /** Somebody is about to use a cell. */
  wantEditor(): void
}

/** Hears what is done inside the workbench, wherever in it. Returns the function that ends it. */
export function gestures(root: HTMLElement, { pointing, typed, goTo, wantEditor }: Owner): () => void {
  const want = (event: Event) => {
    if (event.target instanceof Element && event.target.closest('code-cell')) wantEditor()
  }
  const listeners: [string, (event: Event) => void][] = [
    ['panel-drawn', () => pointing.light()],
    [
      'cell-input',
      (event) => {
        const { file, text } = (event as CustomEvent<{ file: string; text: string }>).detail
        typed(file, text)
      },
    ],
    [
      'cell-line',
      (event) => {
        const { file, line, by } = (event as CustomEvent<{ file: string; line: number | null; by: 'pointer' | 'caret' }>).detail
        const selection = line === null ? null : { kind: 'line' as const, file, line }
        if (by === 'pointer') pointing.hover(selection)
        else pointing.focus(selection)
      },
    ],
    [
      'click',
      (event) => {
        const link = (event.target as Element).closest<HTMLElement>('button[data-go]')
        if (link) goTo(link.dataset.go!)
      },
    ],
    [
      'keydown',
      (event) => {
        const { target, key } = event as KeyboardEvent
        if (event.defaultPrevented || !(target instanceof HTMLElement)) return
        if (key === 'Escape') pointing.clear()
        else if (key === 'Enter' && target.matches('[data-rove][data-go]')) goTo(target.dataset.go!)
      },
    ],
    ['focusin', want],
    ['pointerdown', want],
  ]
  for (const [type, listener] of listeners) root.addEventListener(type, listener)
  return () => {
    for (const [type, listener] of listeners) root.removeEventListener(type, listener)
  }
}
