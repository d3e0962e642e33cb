import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { type LessonFile, loadMore, loadStarter, loadStep, playgrounds, type Starter, type Step } from '../course'
import type { Runner, RunOutcome } from '../runner'
import type { Store } from '../store'
import { announce } from './announce'
import type { banners } from './banners'
import type { Coach } from './coach'
import { Desk, type Foreign } from './desk'
import { type Crumb, header } from './header'
import './lesson'
import type { Lesson } from './lesson'
import { LightElement } from './light-element'
import { lostPart } from './missing'
import { addressOf, isPlay } from './route'
import { openRunner, openStore } from './shared'
import './step.css'
import type { FilesChange, Workbench } from './workbench'

/** Done when all desks that were left have been put away; a new one may lay out the same draft. */
let closing: Promise<void> = Promise.resolve()

/** A step of the course, or the playground: text, workbench, and how what is typed is kept. */
export class StepPage extends LightElement {
  static override properties = {
    stepId: { attribute: false },
    foreign: { attribute: false },
    starter: { state: true },
    desk: { state: true },
    runner: { state: true },
    hasRun: { state: true },
    broken: { state: true },
    banners: { state: true },
    holding: { state: true },
  }
  /** A step's id, `play/flasky` for a template of the playground, or `play` for the last one that was open. */
  stepId = ''
  /** Code that came with a link; it lies there unrun until somebody says so. */
  foreign: Foreign | null = null
  private starter: Starter | 'missing' | null = null
  private desk: Desk | null = null
  private runner: Runner | null = null
  private hasRun = false
  private broken = false
  private banners: typeof banners | null = null
  /** What the first run shows is covered until there is a prediction. */
  private holding = false
  private lesson: Lesson | null = null
  private coach: Promise<Coach | null> | null = null
  private position: number | null = null

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('pagehide', this.save)
    document.addEventListener('visibilitychange', this.save)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('pagehide', this.save)
    document.removeEventListener('visibilitychange', this.save)
    this.putAway()
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('stepId') || changed.has('foreign')) this.open().catch(() => (this.broken = true))
  }

  override render(): TemplateResult {
    const { starter, desk } = this
    if (this.broken && !desk) return lostPart()
    if (starter === 'missing')
      return html`<backref-missing .what=${`There is no ${isPlay(this.stepId) ? 'template' : 'step'} “${this.stepId}” in this course. The address may have been cut off, or the step has moved.`}></backref-missing>`
    return html`${header({ crumbs: this.crumbs(), actions: desk ? this.actions(desk) : nothing })}
      ${desk?.hasNews ? this.said(desk) : nothing}
      <main id="main" class="step" tabindex="-1">
        ${this.lesson ? nothing : html`<h1 class="unseen">${starter ? pageTitle(starter) : 'Loading'}</h1>`}
        ${
          desk
            ? keyed(
                desk,
                html`<backref-workbench
                  ?data-holding=${this.holding}
                  .files=${desk.shown}
                  .cells=${desk.starter.cells}
                  .compiled=${desk.compiled}
                  .url=${desk.starter.url}
                  .database=${desk.database}
                  .readonly=${desk.readonly}
                  .kept=${desk.kept}
                  .autorun=${desk.untouched && !desk.foreign}
                  .position=${desk.foreign?.shared.position ?? undefined}
                  .runner=${this.runner}
                  @files-change=${({ detail: { files, database, passed } }: CustomEvent<FilesChange>) => desk.typed(files, database, passed)}
                  @run-end=${this.judged}
                  @position-change=${(e: CustomEvent<{ seq: number }>) => (this.position = e.detail.seq)}
                  >${this.lesson}</backref-workbench
                >`,
              )
            : html`<div class="opening">${this.lesson}</div>`
        }
      </main>`
  }

  private said(desk: Desk): TemplateResult | typeof nothing {
    if (this.banners) return this.banners(desk, { hasRun: this.hasRun, run: () => void this.runShown() })
    void import('./banners').then((said) => (this.banners = said.banners))
    return nothing
  }

  private async runShown(): Promise<void> {
    await this.updateComplete
    await this.workbench?.updateComplete
    void this.workbench?.run()
  }

  protected override updated(): void {
    this.workbench?.querySelector('.right')?.toggleAttribute('inert', this.holding)
    if (this.lesson) this.lesson.holding = this.holding
  }

  private get workbench(): Workbench | null {
    return this.querySelector('backref-workbench')
  }

  private async open(): Promise<void> {
    const { stepId: id, foreign } = this
    const current = () => this.isConnected && this.stepId === id && this.foreign === foreign
    this.putAway()
    this.lesson = null
    this.starter = null
    this.hasRun = false
    this.broken = false
    this.position = null
    this.holding = false
    this.coach = null
    const opening = openStore()
    const step = isPlay(id) ? null : await loadStep(id)
    const starter = step ?? (await (id === 'play' ? opening.then(chosenTemplate) : loadStarter(id)))
    if (!current()) return
    if (!starter) {
      this.starter = 'missing'
      return
    }
    document.title = `${pageTitle(starter)} · Backref`
    this.starter = starter
    announce(pageTitle(starter))
    if (step) this.showLesson(step)
    // The text is drawn before anything else is asked for.
    await this.updateComplete
    void openRunner().then((runner) => (this.runner = runner))
    if (!step && !foreign) void opening.then((store) => store.set('playground', starter.id))
    const [desk, predicts] = await Promise.all([
      Promise.all([opening, closing]).then(([store]) =>
        Desk.open({ starter, store, foreign, onChange: () => this.requestUpdate() }),
      ),
      step ? opening.then((store) => this.remember(step, store)) : false,
      import('./workbench'),
    ])
    if (!current()) return void desk.close()
    this.desk = desk
    this.holding = predicts && desk.untouched && !desk.foreign
    void this.putTextFirst()
    // Where nothing runs by itself, there is no first result to wait for.
    if (step && !(desk.untouched && !desk.foreign)) void this.openRest()
  }

  /** The workbench draws itself before what it is given; whoever goes through the page by keyboard reads the text first. */
  private async putTextFirst(): Promise<void> {
    await this.updateComplete
    const { workbench, lesson } = this
    await workbench?.updateComplete
    if (!lesson || workbench !== this.workbench) return
    workbench?.prepend(lesson)
    const { panel, edits } = lesson.step
    if (edits !== null) workbench?.showCell(edits)
    // A browser needs an app: it opens by itself when there is one.
    if (panel !== null && panel !== 'browser') workbench?.openPanel(panel)
  }

  /** What lay on the desk is saved and let go before anything else is laid out. */
  private putAway(): void {
    const { desk } = this
    this.desk = null
    if (desk) closing = closing.then(() => desk.close())
    void this.coach?.then((coach) => coach?.close())
    this.coach = null
  }

  private showLesson(step: Step): void {
    const lesson = document.createElement('backref-lesson')
    lesson.slot = 'text'
    lesson.step = step
    this.lesson = lesson
  }

  /** Brings what is known about a step into its text; tells whether it asks for a prediction first. */
  private async remember(step: Step, store: Store): Promise<boolean> {
    const [progress, chosen] = await Promise.all([store.progress(), store.setting(`predicted ${step.id}`)])
    const { lesson } = this
    if (lesson?.step !== step) return false
    lesson.solved = progress.has(step.id)
    lesson.predicted = { ...lesson.predicted, chosen }
    void store.set('last step', step.id)
    return step.asks && chosen === null && !lesson.solved
  }

  /** What the page of a step needs beyond its first result. */
  private openRest(): Promise<Coach | null> {
    const { lesson } = this
    if (!lesson) return Promise.resolve(null)
    this.coach ??= Promise.all([loadMore(lesson.step.id), import('./coach')]).then(async ([more, { Coach, linesOf }]) => {
      const lines = await linesOf(lesson.step)
      const around = {
        timeline: () => this.workbench?.timeline,
        database: () => this.workbench?.database ?? null,
        uncover: () => (this.holding = false),
        open: async (panel: string) => {
          this.workbench?.openPanel(panel)
          await this.workbench?.updateComplete
        },
        compare: (title: string, files: LessonFile[], take: string) => void this.compare(title, files, take),
      }
      return more && this.lesson === lesson ? new Coach(lesson, more, around, lines) : null
    })
    return this.coach
  }

  private crumbs(): Crumb[] {
    const { starter } = this
    if (!starter || starter === 'missing') return []
    if (!('module' in starter)) return [{ title: 'Playground' }]
    const { module, number, title } = starter as Step
    return [{ title: `${number.split('.')[0]} · ${module.title}`, href: '#/' }, { title }]
  }

  private actions(desk: Desk): TemplateResult {
    const states = { untouched: '', saving: 'saving', saved: 'saved', memory: 'not stored' }
    const fixed = desk.untouched || desk.readonly
    return html`${
      desk.saveState === 'untouched'
        ? nothing
        : html`<span class="state ${desk.saveState}" title=${desk.trouble ?? 'Kept in this browser'}>● <span>${states[desk.saveState]}</span></span>`
    }
      ${isPlay(desk.starter.id) && !desk.foreign ? this.templates(desk) : nothing}
      <button ?disabled=${fixed} title="Lay your draft aside and begin again" aria-label="Start fresh" @click=${() => this.startFresh(desk)}>
        <span aria-hidden="true">↺</span><span class="wide">Start fresh</span>
      </button>
      ${
        this.lesson && !desk.foreign
          ? html`<button class="more" ?disabled=${desk.readonly} title="Choose what begins again" aria-label="Choose what begins again" aria-haspopup="dialog" @click=${() => this.startFresh(desk, true)}>▾</button>`
          : nothing
      }
      <button @click=${() => this.share(desk)}>Share</button>`
  }

  private templates(desk: Desk): TemplateResult {
    return html`<label
      ><span class="unseen">Begin with</span>
      <select @change=${(e: Event) => (location.hash = addressOf((e.target as HTMLSelectElement).value))}>
        ${playgrounds.map(({ id, title }) => html`<option value=${id} ?selected=${id === desk.starter.id}>${title}</option>`)}
      </select></label
    >`
  }

  /** @param ask also where there is no choice about the data */
  private async startFresh(desk: Desk, ask = desk.database !== null): Promise<void> {
    const there = { database: desk.database !== null, lesson: this.lesson !== null }
    const what = ask ? await (await import('./reset-dialog')).resetDialog(there) : 'both'
    if (what === null) return
    const coach = await this.coach
    const remembered = what === 'code' ? null : ((await coach?.forget()) ?? null)
    if (what === 'lesson') await this.forget(desk, remembered)
    else await desk.startFresh(what, remembered)
    await this.runShown()
  }

  /** Begins a step as if nobody had been there. @param alsoBack brings back what the coach has forgotten */
  private async forget(desk: Desk, alsoBack: (() => Promise<void>) | null): Promise<void> {
    const { lesson } = this
    if (!lesson) return
    const { step } = lesson
    const store = await openStore()
    const bringBack = await store.forget(step.id, [`predicted ${step.id}`])
    await desk.startFresh('both', async () => {
      await Promise.all([bringBack(), alsoBack?.()])
      await this.remember(step, store)
      this.holding = false
    })
    lesson.celebration = null
    this.holding = await this.remember(step, store)
  }

  private async share(desk: Desk): Promise<void> {
    const [{ shareDialog }] = await Promise.all([import('./share-dialog'), desk.save()])
    const { id, base, files: start } = desk.starter
    await shareDialog({ id, base, files: desk.files, position: this.position }, start)
  }

  private async compare(title: string, files: LessonFile[], take: string): Promise<void> {
    const { desk } = this
    if (!desk) return
    const { compareDialog } = await import('./compare-dialog')
    const others = desk.files.map((file) => files.find((f) => f.name === file.name) ?? file)
    const taken = await compareDialog({ title, mine: desk.files, theirs: others, take: desk.readonly ? null : take })
    if (taken) desk.put(others)
  }

  private async judged(event: CustomEvent<{ outcome: RunOutcome; files: LessonFile[] }>): Promise<void> {
    this.hasRun = true
    this.position = null
    const { lesson, desk } = this
    const { outcome, files: ran } = event.detail
    if (!desk) return
    if (!lesson) return announce(outcome.end === 'done' ? 'The run is done.' : 'The run has ended with a problem.')
    const tried =
      outcome.flask !== null || lesson.step.files.some(({ name, text }) => desk.files.find((f) => f.name === name)?.text !== text)
    if (tried) this.holding = false
    if (!this.coach) await drawn()
    const coach = await this.openRest()
    if (this.lesson !== lesson || !coach) return
    const files = outcome.flask ? (await import('../course/perform')).changed(ran, outcome.flask.files) : ran
    await coach.ran({ events: outcome.events, files, database: outcome.database }, tried)
  }

  private readonly save = () => void this.desk?.save()
}

customElements.define('backref-step', StepPage)

/** Waits until what has changed is on the screen: nothing else is asked for before. A page in the background is not drawn. */
function drawn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 300)
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
  })
}

/** The template that the playground was last begun with. */
async function chosenTemplate(store: Store): Promise<Starter | null> {
  const chosen = await store.setting('playground')
  return (chosen && (await loadStarter(chosen))) || loadStarter('play/blank')
}

function pageTitle(starter: Starter): string {
  return isPlay(starter.id) ? `Playground: ${starter.title}` : starter.title
}
