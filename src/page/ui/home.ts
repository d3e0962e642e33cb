import { html, nothing, type TemplateResult } from 'lit'
import { loadStarter, type ModuleEntry } from '../course'
import { allSteps, course, playgrounds } from '../course/map'
import type { Progress } from '../store'
import { writeLink } from '../store/share'
import { readShareFile } from '../store/share-file'
import { header } from './header'
import './home.css'
import { LightElement } from './light-element'
import './miniature'
import { addressOf } from './route'
import { openStore } from './shared'

/** What Backref is, shown at work, and the way into the course. */
export class Home extends LightElement {
  static override properties = {
    progress: { state: true },
    last: { state: true },
    trouble: { state: true },
    told: { state: true },
  }
  private progress = new Map<string, Progress>()
  private last: string | null = null
  private trouble: string | null = null
  /** What became of a file with progress. */
  private told = ''

  override connectedCallback(): void {
    super.connectedCallback()
    document.title = 'Backref: learn an ORM by watching it work'
    void this.remember()
  }

  protected override firstUpdated(): void {
    performance.mark('backref:text')
  }

  override render(): TemplateResult {
    const next = allSteps.find((s) => s.id === this.last) ?? allSteps[0]
    return html`${header({})}
      <main id="main" class="home" tabindex="-1">
        <section class="hero">
          <h1>Learn an ORM, SQL and migrations by watching them work.</h1>
          <p>
            Write models like Flask-SQLAlchemy’s, in TypeScript. See each SQL statement they send and each row they change, in a real
            database inside this page.
          </p>
          <p class="ways">
            ${next ? html`<a class="button primary" href=${addressOf(next.id)}>${this.last ? `Go on: ${next.title}` : 'Start the course'}</a>` : nothing}
            <a class="button" href="#/play/flasky-app">Open the whole application</a>
            <a class="button" href="#/play/blank">Open a blank playground</a>
          </p>
        </section>
        <backref-miniature></backref-miniature>
        <section class="map" aria-labelledby="map">
          <h2 id="map">The course</h2>
          <ol>
            ${course.map((module) => this.module(module))}
          </ol>
          <p class="keep">
            <button ?disabled=${this.progress.size === 0} @click=${this.saveProgress}>Save progress as a file</button>
            <label class="button quiet"
              >Add progress from a file<input class="unseen" type="file" accept=".json,application/json" @change=${this.addProgress}
            /></label>
            <span role="status">${this.told}</span>
          </p>
        </section>
        <section class="templates" aria-labelledby="templates">
          <h2 id="templates">The playground</h2>
          <p>The same workbench without a lesson. What you change is kept in this browser, for each of these by itself.</p>
          <ul>
            ${playgrounds.map(({ id, title, about }) => html`<li><a href=${addressOf(id)}>${title}</a><p>${about}</p></li>`)}
          </ul>
          <p class="keep">
            <label class="button quiet"
              >Open a shared file<input class="unseen" type="file" accept=".json,application/json" @change=${this.openFile}
            /></label>
            ${this.trouble ? html`<span role="alert">${this.trouble}</span>` : nothing}
          </p>
        </section>
      </main>`
  }

  private module(module: ModuleEntry): TemplateResult {
    const solved = module.steps.filter((s) => this.progress.has(s.id)).length
    return html`<li class=${module.steps.length > 0 ? '' : 'planned'}>
      <span class="number" aria-hidden="true">${module.number}</span>
      <div>
        <h3>${module.title}</h3>
        <p>${module.about}</p>
        ${
          module.steps.length > 0
            ? html`<ul>
                ${module.steps.map(
                  (step) =>
                    html`<li>
                      <span class="tick ${this.progress.has(step.id) ? 'met' : ''}" aria-hidden="true">${this.progress.has(step.id) ? '✓' : '○'}</span>
                      <a href=${addressOf(step.id)}>${step.title}</a>
                      ${this.progress.has(step.id) ? html`<span class="unseen">(solved)</span>` : nothing}
                    </li>`,
                )}
              </ul>`
            : html`<p class="soon">Being written</p>`
        }
      </div>
      ${module.steps.length > 0 ? html`<span class="count">${solved} of ${module.steps.length}</span>` : nothing}
    </li>`
  }

  private async openFile(event: Event): Promise<void> {
    const [file] = (event.target as HTMLInputElement).files ?? []
    if (!file) return
    const shared = readShareFile(await file.text())
    const starter = typeof shared === 'string' ? null : await loadStarter(shared.id)
    if (typeof shared === 'string') this.trouble = shared
    else if (!starter) this.trouble = `This file belongs to a step “${shared.id}”, which is not in this course.`
    else location.hash = `s=${await writeLink({ ...shared, base: starter.base }, starter.files)}`
  }

  private async saveProgress(): Promise<void> {
    const [{ progressFile }, { download }] = await Promise.all([import('./progress-file'), import('./download')])
    download('backref-progress.json', progressFile(this.progress))
  }

  /** Adds what a file says to what is known here; nothing is taken away. */
  private async addProgress(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement
    const [file] = input.files ?? []
    if (!file) return
    const { readProgressFile } = await import('./progress-file')
    const read = readProgressFile(await file.text())
    input.value = ''
    if (typeof read === 'string') {
      this.told = read
      return
    }
    const store = await openStore()
    const fresh = [...read].filter(([id]) => !this.progress.has(id))
    for (const [id, solved] of fresh) await store.solve(id, solved)
    this.progress = await store.progress()
    this.told = fresh.length === 1 ? '1 step added.' : `${fresh.length} steps added.`
  }

  private async remember(): Promise<void> {
    const store = await openStore()
    this.progress = await store.progress()
    this.last = await store.setting('last step')
  }
}

customElements.define('backref-home', Home)
