import DOMPurify from 'dompurify'

/** What the visitor did in the page. */
export type Act = { kind: 'link'; address: string } | { kind: 'form'; action: string; method: string; fields: [string, string][] }

/** Nothing may be fetched and no script may run, whatever the page says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"

/**
 * HTML of the learner's app, made harmless: no scripts and handlers, nothing that loads or leads away by itself. It is put
 * into a frame that may not run scripts either, with a policy that lets nothing be fetched.
 */
export function harmless(body: string): string {
  const clean = DOMPurify.sanitize(body, {
    WHOLE_DOCUMENT: true,
    FORBID_TAGS: ['base', 'link', 'meta', 'iframe', 'frame', 'object', 'embed', 'audio', 'video', 'template'],
    // Forms of the notes have a field called “name”; no script is there that it could mislead.
    SANITIZE_DOM: false,
  })
  const head = `<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="color-scheme" content="light">`
  return `<!doctype html>${clean.replace('<head>', head)}`
}

// A page's own elements can hide the methods of its document and forms behind their names, so none is called on them.
const listen = EventTarget.prototype.addEventListener
const attribute = (element: Element, name: string) => Element.prototype.getAttribute.call(element, name)
const closest = (target: EventTarget | null, selector: string): Element | null => {
  const element = target as Element | null
  // It belongs to another window, whose classes are not ours.
  return element?.nodeType === 1 ? (Element.prototype.closest.call(element, selector) as Element | null) : null
}

/** Tells of clicks on links and of forms that are sent, which go nowhere by themselves. */
export function watchPage(page: Document, act: (act: Act) => void): void {
  listen.call(page, 'click', (event) => {
    const link = closest(event.target, 'a[href], area[href]')
    if (link === null) return
    event.preventDefault()
    const address = attribute(link, 'href') ?? ''
    if (address.startsWith('#')) {
      const target = Document.prototype.getElementById.call(page, address.slice(1))
      if (target) Element.prototype.scrollIntoView.call(target)
    } else act({ kind: 'link', address })
  })
  listen.call(page, 'submit', (event) => {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const submitter = (event as SubmitEvent).submitter
    const own = (name: string) => (submitter && attribute(submitter, `form${name}`)) ?? attribute(form, name) ?? ''
    const fields = [...new FormData(form, submitter)].filter((field): field is [string, string] => typeof field[1] === 'string')
    act({ kind: 'form', action: own('action'), method: own('method') || 'GET', fields })
  })
}

/** Whether listeners hear what happens in the page: WebKit has them deaf in frames that may not run scripts. */
export function isHeard(page: Document): boolean {
  let heard = false
  listen.call(page, 'backref-heard', () => (heard = true), { once: true })
  EventTarget.prototype.dispatchEvent.call(page, new Event('backref-heard'))
  return heard
}
