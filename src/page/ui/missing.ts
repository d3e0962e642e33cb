import { html, type TemplateResult } from 'lit'
import { header } from './header'
import { LightElement } from './light-element'
import './missing.css'

/** Says that a part of the site did not arrive. */
export function lostPart(): TemplateResult {
  const what = 'A part of this page did not arrive. Is the network there? Nothing that you typed is lost; load the page again.'
  return html`<backref-missing .heading=${'Not loaded'} .what=${what}></backref-missing>`
}

/** A page in place of one that cannot be shown. */
export class Missing extends LightElement {
  static override properties = {
    heading: {},
    what: {},
  }
  heading = 'Nothing here'
  /** What is the matter, in a sentence or two. */
  what = ''

  override render(): TemplateResult {
    document.title = `${this.heading} · Backref`
    return html`${header({ crumbs: [{ title: this.heading }] })}
      <main id="main" class="missing" tabindex="-1">
        <h1>${this.heading}</h1>
        <p>${this.what}</p>
        <p><a href="#/">See the whole course</a> or <a href="#/play/blank">open a blank playground</a>.</p>
      </main>`
  }
}

customElements.define('backref-missing', Missing)
