import { render, type TemplateResult } from 'lit'
import './dialog.css'

/**
 * Shows a modal dialog until it is closed. A button `value="yes"` inside a `<form method="dialog">` says yes.
 * @param content is given a function that draws again with changed data
 * @returns the `value` of the button that closed it; empty when it was dismissed
 */
export function showDialog(content: (redraw: () => void) => TemplateResult): Promise<string> {
  const dialog = document.createElement('dialog')
  dialog.setAttribute('aria-labelledby', 'dialog-title')
  const draw = () => render(content(draw), dialog)
  draw()
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue)
    })
  })
}
