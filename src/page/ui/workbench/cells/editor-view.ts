import type { EventOf } from '../../../../protocol'

/** A mark under a line of code: an error or warning of the last run. */
export type CodeProblem = EventOf<'problem'>

export interface EditorEvents {
  /** The learner typed. */
  input(text: string): void
  /** The pointer is over a line, or over none (null). */
  hover(line: number | null): void
  /** The caret went to another line. */
  caret(line: number): void
  /** The view was scrolled, in pixels from its start. */
  scroll(top: number, left: number): void
}

/**
 * Something that shows one file and lets it be edited: at first plain highlighted text, later Monaco in its place. Both
 * draw lines of `lineHeight` pixels from `paddingTop` down, so that marks beside lines fit either.
 */
export interface EditorView {
  readonly text: string
  setText(text: string): void
  setReadonly(readonly: boolean): void
  /** Lights up lines. */
  setThread(lines: ReadonlySet<number>): void
  setProblems(problems: readonly CodeProblem[]): void
  focus(): void
  hasFocus(): boolean
  /** Where the caret is, as an offset in the text, and how far the view is scrolled. */
  place(): { start: number; end: number; top: number; left: number }
  restore(place: { start: number; end: number; top: number; left: number }): void
  /** Scrolls a line into view and puts the caret there. */
  reveal(line: number): void
  dispose(): void
}

export const lineHeight = 21
export const paddingTop = 8
/** Width of the line numbers, in pixels. */
export const gutter = 40
