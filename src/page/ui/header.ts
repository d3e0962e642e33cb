import { html, nothing, type TemplateResult } from 'lit'
import './theme-button'

export interface Crumb {
  title: string
  /** Where it leads; the last one, the page itself, leads nowhere. */
  href?: string
}

interface HeaderParts {
  crumbs?: Crumb[]
  /** How what is typed is kept, and buttons. */
  actions?: unknown
}

/** The bar over every page. */
export function header({ crumbs = [], actions = nothing }: HeaderParts): TemplateResult {
  return html`<header class="top">
    <a class="logo" href="#/" title="The whole course">back<i aria-hidden="true">↩</i>ref</a>
    <nav aria-label="Where you are">
      <ol>
        ${crumbs.map(({ title, href }) =>
          href ? html`<li><a href=${href}>${title}</a></li>` : html`<li aria-current="page">${title}</li>`,
        )}
      </ol>
    </nav>
    ${actions}
    <backref-theme-button></backref-theme-button>
  </header>`
}
