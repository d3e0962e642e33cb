import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import { type LessonFile, loadStarter, loadStep, playgrounds, type Starter, type Step } from '../course'
import type { Runner, RunOutcome } from '../runner'
import type { Store } from '../store'
import { announce } from './announce'
import { banners } from './banners'
import { Desk, type Foreign } from './desk'
import { type Crumb, header } from './header'
import './lesson'
import type { Lesson } from './lesson'
import { LightElement } from './light-element'
import { lostPart } from './missing'
import { openRunner, openStore } from './shared'
import './step.css'
import type { Workbench } from './workbench'

/** Done when all desks that were left have been put away; a new one may lay out the same draft. */
let closing: Promise<void> = Promise.resolve()

/** A step of the course, or the playground: text, workbench, and how what is typed is kept. */
@customElement('backref-step')
export class StepPage extends LightElement {
  /** A step's id, or `play`. */
  @property({ attribute: false }) stepId = ''
  /** Code that came with a link; it lies there unrun until somebody says so. */
  @property({ attribute: false }) foreign: Foreign | null = null
  @state() private starter: Starter | 'missing' | null = null
  @state() private desk: Desk | null = null
  @state() private runner: Runner | null = null
  @state() private hasRun = false
  @state() private broken = false
  private lesson: Lesson | null = null
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
      return html`<backref-missing .what=${`There is no step “${this.stepId}” in this course. The address may have been cut off, or the step has moved.`}></backref-missing>`
    return html`${header({ crumbs: this.crumbs(), actions: desk ? this.actions(desk) : nothing })}
      ${desk ? banners(desk, { hasRun: this.hasRun, run: () => this.workbench?.run(), ownDraftId: this.draftId }) : nothing}
      <main id="main" class="step" tabindex="-1">
        ${this.lesson ? nothing : html`<h1 class="unseen">${starter ? pageTitle(starter) : 'Loading'}</h1>`}
        ${
          desk
            ? keyed(
                desk,
                html`<backref-workbench
                  .files=${desk.shown}
                  .cells=${desk.starter.cells}
                  .compiled=${desk.compiled}
                  .url=${desk.starter.url}
                  .readonly=${desk.readonly}
                  .autorun=${desk.untouched && !desk.foreign}
                  .position=${desk.foreign?.shared.position ?? undefined}
                  .runner=${this.runner}
                  @files-change=${(e: CustomEvent<{ files: LessonFile[] }>) => desk.typed(e.detail.files)}
                  @run-end=${this.judged}
                  @position-change=${(e: CustomEvent<{ seq: number }>) => (this.position = e.detail.seq)}
                  >${this.lesson}</backref-workbench
                >`,
              )
            : html`<div class="opening">${this.lesson}</div>`
        }
      </main>`
  }

  private get workbench(): Workbench | null {
    return this.querySelector('backref-workbench')
  }

  private get draftId(): string {
    return this.stepId.startsWith('play') ? 'play' : this.stepId
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
    const opening = openStore()
    const step = id === 'play' ? null : await loadStep(id)
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
    const [desk] = await Promise.all([
      Promise.all([opening, closing]).then(([store]) =>
        Desk.open({ starter, draftId: this.draftId, store, foreign, onChange: () => this.requestUpdate() }),
      ),
      import('./workbench'),
    ])
    if (!current()) return void desk.close()
    this.desk = desk
    if (step) void this.remember(step)
  }

  /** What lay on the desk is saved and let go before anything else is laid out. */
  private putAway(): void {
    const { desk } = this
    this.desk = null
    if (desk) closing = closing.then(() => desk.close())
  }

  private showLesson(step: Step): void {
    const lesson = document.createElement('backref-lesson')
    lesson.slot = 'text'
    lesson.step = step
    lesson.addEventListener(
      'solution-ask',
      () => void this.compare('A solution', step.solution, 'Put the solution into the cells'),
    )
    this.lesson = lesson
  }

  private async remember(step: Step): Promise<void> {
    const store = await openStore()
    const solved = (await store.progress()).has(step.id)
    if (solved && this.lesson?.step === step) this.lesson.solved = true
    await store.set('last step', step.id)
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
      ${this.stepId.startsWith('play') && !desk.foreign ? this.templates(desk) : nothing}
      <button ?disabled=${fixed} title="Lay your draft aside and begin again" aria-label="Start fresh" @click=${() => this.startFresh(desk)}>
        <span aria-hidden="true">↺</span><span class="wide">Start fresh</span>
      </button>
      <button @click=${() => this.share(desk)}>Share</button>`
  }

  private templates(desk: Desk): TemplateResult {
    return html`<label
      ><span class="unseen">Begin with</span>
      <select ?disabled=${desk.readonly} @change=${(e: Event) => this.beginWith(desk, (e.target as HTMLSelectElement).value)}>
        ${playgrounds.map(({ id, title }) => html`<option value=${id} ?selected=${id === desk.starter.id}>${title}</option>`)}
      </select></label
    >`
  }

  private async beginWith(desk: Desk, template: string): Promise<void> {
    await desk.startFresh()
    await (await openStore()).set('playground', template)
    void this.open()
  }

  private async startFresh(desk: Desk): Promise<void> {
    await desk.startFresh()
    await this.workbench?.updateComplete
    void this.workbench?.run()
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

  private async judged(event: CustomEvent<{ outcome: RunOutcome }>): Promise<void> {
    this.hasRun = true
    this.position = null
    const { lesson, desk } = this
    const { outcome } = event.detail
    if (!desk) return
    if (!lesson) return announce(outcome.end === 'done' ? 'The run is done.' : 'The run has ended with a problem.')
    const tried = !desk.untouched
    // Asked for after the first result is on the screen, and not before.
    const { judge } = await import('../course/checks/judge')
    if (this.lesson !== lesson) return
    lesson.tried = tried
    lesson.verdicts = judge(lesson.step.goals, outcome.events)
    const met = lesson.verdicts.filter((v) => v.met).length
    const all = lesson.verdicts.length
    if (all === 0) return
    announce(met === all ? 'All goals are met.' : `${met} of ${all} goals are met.`)
    if (met < all) return
    lesson.solved = true
    void openStore().then((store) => store.solve(lesson.step.id))
  }

  private readonly save = () => void this.desk?.save()
}

/** The template that the playground was last begun with. */
async function chosenTemplate(store: Store): Promise<Starter | null> {
  const chosen = await store.setting('playground')
  return (chosen && (await loadStarter(chosen))) || loadStarter('play/blank')
}

function pageTitle(starter: Starter): string {
  return starter.id.startsWith('play') ? `Playground: ${starter.title}` : starter.title
}
