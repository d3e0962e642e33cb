import { html, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { unreachable } from '../../protocol'
import './app.css'
import { LightElement } from './light-element'
import { parseRoute, type Route } from './route'

/** The whole page: reads the address and shows what it leads to. */
@customElement('backref-app')
export class App extends LightElement {
  @state() private route: Route = parseRoute(location.hash)

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('hashchange', this.follow)
  }

  override disconnectedCallback(): void {
    window.removeEventListener('hashchange', this.follow)
    super.disconnectedCallback()
  }

  override render(): TemplateResult {
    return html`<a class="skip" href="#main" @click=${this.skip}>Skip to the content</a>${this.page()}`
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('route')) void loadPage(this.route)
  }

  private page(): TemplateResult {
    const { route } = this
    switch (route.kind) {
      case 'home':
        return html`<backref-home></backref-home>`
      case 'step':
        return html`<backref-step .stepId=${route.id}></backref-step>`
      case 'play':
        return html`<backref-step .stepId=${'play'}></backref-step>`
      case 'link':
        return html`<backref-link .fragment=${route.fragment}></backref-link>`
      case 'unknown':
        return html`<backref-missing .what=${`There is no page “${route.path}” here.`}></backref-missing>`
      default:
        return unreachable(route)
    }
  }

  private readonly follow = () => {
    this.route = parseRoute(location.hash)
  }

  /** The address is the route, so the jump is made by hand. */
  private skip(event: Event): void {
    event.preventDefault()
    const main = this.querySelector<HTMLElement>('main')
    main?.focus()
  }
}

function loadPage(route: Route): Promise<unknown> {
  switch (route.kind) {
    case 'home':
      return import('./home')
    case 'step':
    case 'play':
      return import('./step')
    case 'link':
      return import('./link')
    case 'unknown':
      return import('./missing')
    default:
      return unreachable(route)
  }
}
