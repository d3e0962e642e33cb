/**
 * Tells screen readers what has changed elsewhere on the page. Messages in quick succession replace each other.
 * @param message one short sentence
 */
export function announce(message: string): void {
  region ??= makeRegion()
  region.textContent = message
}

let region: HTMLElement | null = null

function makeRegion(): HTMLElement {
  const element = document.createElement('div')
  element.className = 'unseen'
  element.setAttribute('role', 'status')
  document.body.append(element)
  return element
}
