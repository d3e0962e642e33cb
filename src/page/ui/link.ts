import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { unreachable } from '../../protocol'
import { loadStart, loadStarter } from '../course'
import { type ReadLink, readLink } from '../store/share'
import { header } from './header'
import { LightElement } from './light-element'
import './missing.css'
import { addressOf } from './route'
import './step'

/** What a shared link leads to: its code in its step, or in words why not. */
export class LinkPage extends LightElement {
  static override properties = {
    fragment: { attribute: false },
    link: { state: true },
  }
  /** The address after `#s=`. */
  fragment = ''
  private link: ReadLink | null = null

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('fragment')) void this.read(this.fragment)
  }

  override render(): TemplateResult {
    const { link, fragment } = this
    if (!link) return header({})
    if (link.kind === 'whole') {
      return html`<backref-step .stepId=${link.shared.id} .foreign=${{ shared: link.shared, fragment }}></backref-step>`
    }
    document.title = 'A link that cannot be opened · Backref'
    const id = 'id' in link ? link.id : null
    const rescued = 'rescued' in link ? link.rescued : null
    return html`${header({ crumbs: [{ title: 'A shared link' }] })}
      <main id="main" class="missing" tabindex="-1">
        <h1>This link cannot be opened</h1>
        <p>${why(link)} Nothing of yours was touched.</p>
        ${
          rescued
            ? html`<h2>What can still be read</h2>
                <p>It is not whole and may have mistakes, so it is not run. You can copy from it.</p>
                <pre tabindex="0" aria-label="What can still be read">${rescued}</pre>`
            : nothing
        }
        <p>
          ${id ? html`<a href=${addressOf(id)}>Open the step that it belongs to</a> or ` : nothing}
          <a href="#/">see the whole course</a>.
        </p>
      </main>`
  }

  private async read(fragment: string): Promise<void> {
    this.link = null
    const link = await readLink(fragment, { at: loadStart, now: async (id) => (await loadStarter(id))?.files ?? null })
    if (this.fragment === fragment) this.link = link
  }
}

customElements.define('backref-link', LinkPage)

function why(link: Exclude<ReadLink, { kind: 'whole' }>): string {
  switch (link.kind) {
    case 'damaged':
      return 'It is damaged: a part of it was lost or changed on the way, as happens when a program cuts long links. Ask for it again, or for a file.'
    case 'strange':
      return `It is of version ${link.version}, which this page does not know. It was made by a newer Backref: reload the page, or ask where it was made.`
    case 'stale':
      return 'It was made from an earlier text of this step, which is needed to read it and is not kept here.'
    default:
      return unreachable(link)
  }
}
