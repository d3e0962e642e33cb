import { editor } from 'monaco-editor/editor'

const name = 'backref'

/** Draws the editor in the page's own colours, and again whenever the page changes them. Returns the function that ends it. */
export function followPageColours(): () => void {
  apply()
  const observer = new MutationObserver(apply)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] })
  const contrast = matchMedia('(prefers-contrast: more)')
  contrast.addEventListener('change', apply)
  return () => {
    observer.disconnect()
    contrast.removeEventListener('change', apply)
  }
}

function apply(): void {
  const colour = pageColours()
  const dark = document.documentElement.dataset.theme === 'dark'
  const rule = (token: string, property: string) => ({ token, foreground: colour(property).slice(1, 7) })
  editor.defineTheme(name, {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      rule('', '--ink'),
      rule('keyword', '--syntax-keyword'),
      rule('string', '--syntax-string'),
      rule('string.escape', '--syntax-string'),
      rule('regexp', '--syntax-string'),
      rule('number', '--syntax-number'),
      rule('type', '--syntax-type'),
      rule('type.identifier', '--syntax-type'),
      rule('comment', '--syntax-comment'),
      rule('delimiter', '--ink'),
      rule('identifier', '--ink'),
    ],
    colors: {
      'editor.background': colour('--panel'),
      'editor.foreground': colour('--ink'),
      'editorLineNumber.foreground': colour('--ink-3'),
      'editorLineNumber.activeForeground': colour('--ink'),
      'editorCursor.foreground': colour('--ink'),
      'editor.selectionBackground': `${colour('--accent')}44`,
      'editor.inactiveSelectionBackground': `${colour('--accent')}22`,
      'editor.wordHighlightBackground': `${colour('--accent')}18`,
      'editor.lineHighlightBorder': '#00000000',
      'editorIndentGuide.background1': '#00000000',
      ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [`editorBracketHighlight.foreground${level}`, colour('--ink')])),
      'editorBracketHighlight.unexpectedBracket.foreground': colour('--delete'),
      'editorBracketMatch.background': colour('--accent-soft'),
      'editorBracketMatch.border': colour('--line-strong'),
      'editorWidget.background': colour('--panel'),
      'editorWidget.foreground': colour('--ink'),
      'editorWidget.border': colour('--line-strong'),
      'editorHoverWidget.background': colour('--panel'),
      'editorHoverWidget.border': colour('--line-strong'),
      'editorSuggestWidget.background': colour('--panel'),
      'editorSuggestWidget.foreground': colour('--ink'),
      'editorSuggestWidget.selectedBackground': colour('--accent-soft'),
      'editorSuggestWidget.selectedForeground': colour('--ink'),
      'editorSuggestWidget.highlightForeground': colour('--accent'),
      'editorSuggestWidget.focusHighlightForeground': colour('--accent'),
      'editorError.foreground': colour('--delete'),
      'editorWarning.foreground': colour('--update'),
      'editorInfo.foreground': colour('--accent'),
      'scrollbarSlider.background': `${colour('--ink-3')}44`,
      'scrollbarSlider.hoverBackground': `${colour('--ink-3')}77`,
      'scrollbarSlider.activeBackground': `${colour('--ink-3')}99`,
      'scrollbar.shadow': '#00000000',
      focusBorder: colour('--focus'),
    },
  })
  editor.setTheme(name)
}

/** Reads colours from custom properties, however they are written there, as `#rrggbb`. */
function pageColours(): (property: string) => string {
  const style = getComputedStyle(document.documentElement)
  const context = new OffscreenCanvas(1, 1).getContext('2d')!
  return (property) => {
    context.fillStyle = '#808080'
    context.fillStyle = style.getPropertyValue(property).trim()
    return context.fillStyle
  }
}
