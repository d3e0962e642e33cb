import { html, type PropertyValues, type TemplateResult } from 'lit'
import { unreachable } from '../../protocol'
import { loadStep } from '../course'
import './app.css'
import { LightElement } from './light-element'
import { lostPart } from './missing'
import { parseRoute, type Route } from './route'
import { openRunner } from './shared'

/** The whole page: reads the address and shows what it leads to. */
export class App extends LightElement {
  static override properties = {
    route: { state: true },
    broken: { state: true },
  }
  private route: Route = parseRoute(location.hash)
  private broken = false
  private moved = false

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
    if (changed.has('route')) void this.load(this.moved)
  }

  /** After a move the focus is on the new page, where a reader goes on; the first page leaves it alone. */
  private async load(moved: boolean): Promise<void> {
    try {
      await loadPage(this.route)
      this.broken = false
    } catch {
      this.broken = true
    }
    await this.updateComplete
    if (moved) this.querySelector<HTMLElement>('main')?.focus()
  }

  private page(): TemplateResult {
    const { route } = this
    if (this.broken) return lostPart()
    switch (route.kind) {
      case 'home':
        return html`<backref-home></backref-home>`
      case 'step':
      case 'play':
        return html`<backref-step .stepId=${route.id}></backref-step>`
      case 'link':
        return html`<backref-link .fragment=${route.fragment}></backref-link>`
      case 'unknown':
        return html`<backref-missing .what=${`There is no page “${route.path}” here. The address may have been cut off.`}></backref-missing>`
      default:
        return unreachable(route)
    }
  }

  private readonly follow = () => {
    this.moved = true
    this.route = parseRoute(location.hash)
  }

  /** The address is the route, so the jump is made by hand. */
  private skip(event: Event): void {
    event.preventDefault()
    const main = this.querySelector<HTMLElement>('main')
    main?.focus()
  }
}

customElements.define('backref-app', App)

/** The page's parts are asked for side by side: its text needs the first, its first result all of them. */
function loadStepPage(): Promise<unknown> {
  const page = import('./step')
  ahead(import('./workbench'))
  ahead(openRunner())
  return page
}

function loadPage(route: Route): Promise<unknown> {
  switch (route.kind) {
    case 'home':
      return import('./home')
    case 'step':
      ahead(loadStep(route.id))
      return loadStepPage()
    case 'play':
      return loadStepPage()
    case 'link':
      return Promise.all([import('./link'), loadStepPage()])
    case 'unknown':
      return Promise.resolve()
    default:
      return unreachable(route)
  }
}

/** Begins a load that somebody asks for later; who waits for it tells when it fails. */
function ahead(load: Promise<unknown>): void {
  load.catch(() => {})
}
