import { LitElement } from 'lit'

/** An element that draws into itself, so that the page's styles and the editor's reach its content. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): this {
    return this
  }
}
