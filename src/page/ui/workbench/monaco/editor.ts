import { editor, type IDisposable, KeyCode, MarkerSeverity, Uri } from 'monaco-editor/editor'
import { type CodeProblem, type EditorEvents, type EditorView, gutter, lineHeight, paddingTop } from '../cells/editor-view'

/** The address of a learner's file inside the editor. */
export const uriOf = (file: string): Uri => Uri.parse(`file:///${file}`)

/** Marks of the last run; the type checker's own marks have another owner. */
const owner = 'run'

/** Monaco as an editor view. The model of the file must exist. */
export class MonacoView implements EditorView {
  private readonly editor: editor.IStandaloneCodeEditor
  private readonly model: editor.ITextModel
  private readonly thread: editor.IEditorDecorationsCollection
  private readonly problemLines: editor.IEditorDecorationsCollection
  private readonly container: HTMLElement
  private readonly listeners: IDisposable[]
  private leaving = false
  private line = 0

  constructor(host: HTMLElement, file: string, text: string, label: string, events: EditorEvents) {
    this.model = editor.getModel(uriOf(file)) ?? editor.createModel(text, undefined, uriOf(file))
    if (this.model.getValue() !== text) this.model.setValue(text)
    colourNow(this.model)
    this.container = document.createElement('div')
    host.append(this.container)
    const style = getComputedStyle(host)
    this.editor = editor.create(this.container, {
      model: this.model,
      ariaLabel: label,
      automaticLayout: true,
      fontFamily: style.fontFamily,
      fontSize: Number.parseFloat(style.fontSize),
      lineHeight,
      padding: { top: paddingTop, bottom: 24 },
      lineNumbersMinChars: 3,
      lineDecorationsWidth: 14,
      glyphMargin: false,
      folding: false,
      minimap: { enabled: false },
      overviewRulerLanes: 0,
      hideCursorInOverviewRuler: true,
      scrollBeyondLastLine: false,
      renderLineHighlight: 'none',
      wordBasedSuggestions: 'off',
      fixedOverflowWidgets: true,
      guides: { indentation: false },
      stickyScroll: { enabled: false },
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, alwaysConsumeMouseWheel: false },
      quickSuggestions: { other: true, comments: false, strings: true },
      tabSize: 2,
      bracketPairColorization: { enabled: false },
      occurrencesHighlight: 'off',
      'semanticHighlighting.enabled': false,
      unicodeHighlight: { ambiguousCharacters: false },
      fontLigatures: false,
      contextmenu: true,
    })
    const layout = this.editor.getLayoutInfo()
    if (layout.contentLeft !== gutter) {
      this.editor.updateOptions({ lineDecorationsWidth: Math.max(0, 14 + gutter - layout.contentLeft) })
    }
    this.thread = this.editor.createDecorationsCollection()
    this.problemLines = this.editor.createDecorationsCollection()
    this.listeners = [
      this.model.onDidChangeContent(() => events.input(this.model.getValue())),
      this.editor.onMouseMove(({ target }) => events.hover(target.position?.lineNumber ?? null)),
      this.editor.onMouseLeave(() => events.hover(null)),
      this.editor.onDidChangeCursorPosition(({ position }) => this.tellCaret(position.lineNumber, events)),
      this.editor.onDidFocusEditorText(() => {
        this.line = 0
        this.tellCaret(this.editor.getPosition()?.lineNumber ?? 1, events)
      }),
      this.editor.onDidScrollChange(({ scrollTop, scrollLeft }) => events.scroll(scrollTop, scrollLeft)),
      this.editor.onKeyDown((event) => this.escape(event)),
    ]
    events.scroll(this.editor.getScrollTop(), this.editor.getScrollLeft())
  }

  get text(): string {
    return this.model.getValue()
  }

  setText(text: string): void {
    if (text === this.model.getValue()) return
    const edit = { range: this.model.getFullModelRange(), text }
    this.model.pushEditOperations([], [edit], () => null)
  }

  setReadonly(readOnly: boolean): void {
    this.editor.updateOptions({ readOnly, readOnlyMessage: { value: 'This copy is only for reading.' } })
  }

  setThread(lines: ReadonlySet<number>): void {
    this.thread.set(wholeLines(lines, { className: 'thread-line', marginClassName: 'thread-margin' }))
  }

  setProblems(problems: readonly CodeProblem[]): void {
    const placed = problems.flatMap((problem) => {
      const line = (problem.frames[0] ?? problem.place)?.line
      return line !== undefined && line <= this.model.getLineCount() ? [{ line, problem }] : []
    })
    this.problemLines.set(wholeLines(new Set(placed.map(({ line }) => line)), { lineNumberClassName: 'problem-line-number' }))
    editor.setModelMarkers(
      this.model,
      owner,
      placed.map(({ line, problem }) => ({
        severity: problem.severity === 'error' ? MarkerSeverity.Error : MarkerSeverity.Warning,
        message: `${problem.term}: ${problem.message}`,
        startLineNumber: line,
        endLineNumber: line,
        startColumn: this.model.getLineFirstNonWhitespaceColumn(line) || 1,
        endColumn: this.model.getLineMaxColumn(line),
      })),
    )
  }

  focus(): void {
    this.editor.focus()
  }

  hasFocus(): boolean {
    return this.editor.hasTextFocus()
  }

  place(): { start: number; end: number; top: number; left: number } {
    const selection = this.editor.getSelection()
    const start = selection ? this.model.getOffsetAt(selection.getStartPosition()) : 0
    const end = selection ? this.model.getOffsetAt(selection.getEndPosition()) : 0
    return { start, end, top: this.editor.getScrollTop(), left: this.editor.getScrollLeft() }
  }

  restore({ start, end, top, left }: { start: number; end: number; top: number; left: number }): void {
    const from = this.model.getPositionAt(start)
    const to = this.model.getPositionAt(end)
    this.editor.setSelection({
      startLineNumber: from.lineNumber,
      startColumn: from.column,
      endLineNumber: to.lineNumber,
      endColumn: to.column,
    })
    this.editor.setScrollPosition({ scrollTop: top, scrollLeft: left })
  }

  reveal(line: number): void {
    const lineNumber = Math.min(line, this.model.getLineCount())
    this.editor.setPosition({ lineNumber, column: this.model.getLineFirstNonWhitespaceColumn(lineNumber) || 1 })
    this.editor.revealLineInCenterIfOutsideViewport(lineNumber)
  }

  dispose(): void {
    editor.setModelMarkers(this.model, owner, [])
    for (const listener of this.listeners) listener.dispose()
    this.editor.dispose()
    this.container.remove()
  }

  private tellCaret(line: number, events: EditorEvents): void {
    if (line === this.line || !this.editor.hasTextFocus()) return
    this.line = line
    events.caret(line)
  }

  /** Escape, when there is no widget for it to close, lets the next Tab leave the editor. */
  private escape(event: { keyCode: KeyCode; browserEvent: KeyboardEvent }): void {
    if (event.keyCode === KeyCode.Tab && this.leaving) event.browserEvent.stopPropagation()
    const open = this.container.ownerDocument.querySelector(
      '.suggest-widget.visible, .find-widget.visible, .parameter-hints-widget.visible, .rename-box',
    )
    const leaving = event.keyCode === KeyCode.Escape && !open
    const keeps = event.keyCode === KeyCode.Tab || event.keyCode === KeyCode.Shift
    if (leaving !== this.leaving && !(this.leaving && keeps)) {
      this.leaving = leaving
      this.editor.updateOptions({ tabFocusMode: leaving })
    }
  }
}

/** Monaco colours text a moment after it has drawn it; the text that is in view at first must not flash black. */
function colourNow(model: editor.ITextModel): void {
  const { tokenization } = model as editor.ITextModel & { tokenization?: { forceTokenization(line: number): void } }
  tokenization?.forceTokenization(Math.min(model.getLineCount(), 100))
}

function wholeLines(lines: ReadonlySet<number>, options: editor.IModelDecorationOptions): editor.IModelDeltaDecoration[] {
  return [...lines].map((line) => ({
    range: { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 },
    options: { isWholeLine: true, ...options },
  }))
}
