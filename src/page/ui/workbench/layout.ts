import { type LitElement, nothing, type ReactiveController, type TemplateResult } from 'lit'
import { rememberedSizes, type Sizes, splitter } from './splitter'

/** Below this width of the workbench, in pixels, its regions become tabs. */
const narrowWidth = 900

/** The room that the regions have: what was dragged, and whether there is too little to stand side by side. */
export class Layout implements ReactiveController {
  narrow = false
  private sizes = rememberedSizes()
  private readonly observer = new ResizeObserver(([entry]) => {
    const narrow = entry!.contentRect.width <= narrowWidth
    if (narrow === this.narrow) return
    this.narrow = narrow
    this.host.requestUpdate()
  })

  constructor(private readonly host: LitElement) {
    host.addController(this)
  }

  hostConnected(): void {
    this.observer.observe(this.host)
  }

  hostDisconnected(): void {
    this.observer.disconnect()
  }

  hostUpdate(): void {
    this.host.classList.toggle('narrow', this.narrow)
    for (const [key, value] of Object.entries(this.sizes)) this.host.style.setProperty(`--size-${key}`, `${value}`)
  }

  splitter(size: keyof Sizes): TemplateResult | typeof nothing {
    if (this.narrow && size !== 'cells') return nothing
    return splitter(size, this.sizes, (sizes) => {
      this.sizes = sizes
      this.host.requestUpdate()
    })
  }
}
