import { html, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { header } from './header'
import { LightElement } from './light-element'
import './missing.css'

/** A page for an address that leads nowhere. */
@customElement('backref-missing')
export class Missing extends LightElement {
  /** What is not there, in one sentence. */
  @property() what = ''

  override render(): TemplateResult {
    document.title = 'Not found · Backref'
    return html`${header({ crumbs: [{ title: 'Not found' }] })}
      <main id="main" class="missing" tabindex="-1">
        <h1>Nothing here</h1>
        <p>${this.what} The address may have been cut off, or the step has moved.</p>
        <p><a href="#/">See the whole course</a> or <a href="#/play">open a blank playground</a>.</p>
      </main>`
  }
}
