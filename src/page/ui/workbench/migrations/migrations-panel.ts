import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import type { CopyProgress } from '../../../../protocol'
import type { SourceFile } from '../../../runner'
import type { KeptDatabase } from '../../../store'
import { TimelinePanel } from '../panels/panel'
import { problemCard } from '../panels/problem-card'
import type { TimelineChange } from '../timeline'
import { count } from '../words'
import { savePython, saveScripts, saveSql } from './export'
import { findingList } from './findings'
import './flask-line'
import type { FlaskLine } from './flask-line'
import { revisionGraph } from './graph-view'
import { keptDatabases } from './kept-databases'
import './migrations.css'
import { renameQuestions } from './questions'
import { currentOf, likelyLines, type Revision, revisionsOf } from './revisions'
import { type Entry, FlaskSession } from './session'

/** The `flask db` command line, the revisions, and the player of the last migration. */
export class MigrationsPanel extends TimelinePanel {
  static override properties = { ...TimelinePanel.properties, files: { attribute: false } }
  /** The files as they are now. */
  files: SourceFile[] = []
  private readonly session = new FlaskSession(() => this.requestUpdate())
  private said = 0
  /** Another tab has written here since the last run. */
  private overtaken = false
  private readonly = false

  override connectedCallback(): void {
    super.connectedCallback()
    this.addEventListener('flask-run', this.onRun)
    this.addEventListener('flask-stop', this.onStop)
  }

  override firstUpdated(): void {
    void this.session.lookBack(this.context.project)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.removeEventListener('flask-run', this.onRun)
    this.removeEventListener('flask-stop', this.onStop)
  }

  override willUpdate(): void {
    const { project } = this.context
    const readonly = project.readonly()
    if (this.readonly && !readonly) {
      this.overtaken = true
      void this.session.lookBack(project)
    }
    this.readonly = readonly
  }

  protected override changed(change: TimelineChange): void {
    if (change === 'events') this.overtaken = false
    super.changed(change)
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed)
    const { entries } = this.session
    const { running } = this.session
    const said = entries.length * 3 - (running ? (entries.at(-1)!.progress ? 1 : 2) : 0)
    if (said === this.said) return
    this.said = said
    const log = this.querySelector('.log')
    if (log) log.scrollTop = log.scrollHeight
    this.querySelector('.likely')?.scrollIntoView({ block: 'nearest' })
  }

  override render(): TemplateResult {
    const { project } = this.context
    const { session, files, readonly } = this
    const last = session.entries.at(-1)
    const current = this.current
    const revisions = revisionsOf(files, current ?? [])
    return html`
      <section class="terminal" aria-label="flask db">
        ${session.entries.length > 0 ? html`<div class="log" role="log" tabindex="0" aria-label="Output">${session.entries.map((entry) => this.entry(entry))}</div>` : nothing}
        ${last ? this.openEnds(last) : nothing}
        <flask-line .history=${session.history} .busy=${session.running} .locked=${readonly}
          .complete=${(line: string) => project.complete(line, revisions)}></flask-line>
        <p class="likely">
          ${likelyLines(files, revisions).map((line) => html`<button type="button" ?disabled=${readonly} @click=${() => this.put(line)}><code>${line}</code></button>`)}
          ${this.experiment()}
        </p>
      </section>
      ${this.revisions(revisions, current)}
    `
  }

  private entry({ line, answer, problem, running, progress, rehearsal }: Entry): TemplateResult {
    return html`<div class="typed"><span aria-hidden="true">$ </span>${line}</div>
      ${rehearsal ? html`<p class="running">on a copy: nothing of it is kept</p>` : nothing}
      ${running ? html`<p class="running">${progress ? copying(progress) : 'running …'}</p>` : nothing}
      ${problem ? html`<pre class="stderr">${problem.term}: ${problem.message}</pre>` : nothing}
      ${answer?.stderr ? html`<pre class="stderr">${answer.stderr.trimEnd()}</pre>` : nothing}
      ${answer?.stdout ? html`<pre>${answer.stdout.trimEnd()}</pre>` : nothing}`
  }

  /** What is open after the last line: findings, questions, ways out. */
  private openEnds({ line, answer, problem, answers, told, undo, removed }: Entry): TemplateResult {
    return html`${answer ? findingList(answer.findings) : nothing}
      ${
        answer
          ? renameQuestions(answer.questions, told, {
              decide: (decision) => this.run(line, [...answers, decision]),
              compare: (pair) => void this.session.compare(this.context.project, pair),
            })
          : nothing
      }
      ${answer?.problem && answer.questions.length === 0 ? wayOut(answer.problem, (command) => this.run(command)) : nothing}
      ${answer?.exit === 0 && /\s--sql\b/.test(line) ? html`<p class="actions"><button type="button" @click=${() => saveSql(answer.stdout)}>Save this SQL</button></p>` : nothing}
      ${problem ? problemCard(problem) : nothing}
      ${undo ? this.ways(html`<button type="button" @click=${() => this.restore(undo)}>Undo: the database as it was before</button>`) : nothing}
      ${removed ? this.ways(html`<button type="button" @click=${() => this.session.bringBack(this.context.project, removed)}>Undo: bring the script back</button>`) : nothing}
      ${answer?.open ? this.ways(html`<button type="button" data-go=${`${answer.open}:1`}>Read the script</button>`) : nothing}
      ${answer && answer.traces.length > 0 ? this.ways(html`<button type="button" @click=${() => this.context.project.play()}>Play what it did</button>`) : nothing}`
  }

  private ways(buttons: TemplateResult): TemplateResult {
    return html`<p class="actions next">${buttons}</p>`
  }

  private revisions(revisions: Revision[], current: string[] | null): TemplateResult | typeof nothing {
    if (revisions.length === 0) return nothing
    const { project } = this.context
    const { files, readonly } = this
    const { moments } = this.session
    return html`<section class="revisions" aria-label="Revisions">
      ${revisionGraph(revisions, current, moments, {
        readonly,
        offer: (line) => this.line.write(line),
        restore: (moment) => this.restore(moment),
        remove: (path) => this.session.remove(project, path),
      })}
      ${keptDatabases(moments, readonly, (moment) => this.restore(moment))}
      <p class="actions">
        <button type="button" @click=${() => saveScripts(files)}>Save the scripts</button>
        <button type="button" title="As Alembic's scripts, for Flask-Migrate" ?disabled=${this.session.running} @click=${this.onPython}>Save as Python</button>
      </p>
    </section>`
  }

  /** Where the database is: as the last run left it, else as it was kept last; null when neither is there. */
  private get current(): string[] | null {
    const kept = this.session.moments[0]?.revisions ?? null
    return this.overtaken ? kept : (currentOf(this.timeline.events) ?? kept)
  }

  private restore(to: KeptDatabase): void {
    void this.session.restore(this.context.project, to, this.current ?? [])
  }

  private experiment(): TemplateResult {
    const { experiment } = this.session
    const rehearse = (event: Event) => (experiment.rehearsal = (event.target as HTMLInputElement).checked)
    const failing = (event: Event) => {
      const { value } = event.target as HTMLInputElement
      experiment.failAfter = value === '' ? null : Number(value)
    }
    const transactional = (event: Event) => (experiment.transactionalDdl = (event.target as HTMLInputElement).checked)
    return html`<details class="experiment">
      <summary>Try it out</summary>
      <label><input type="checkbox" .checked=${experiment.rehearsal} @change=${rehearse} /> on a copy: nothing is kept</label>
      <label>fail after operation <input type="number" min="1" max="99" placeholder="–" @input=${failing} /></label>
      <label><input type="checkbox" .checked=${experiment.transactionalDdl} @change=${transactional} /> each migration in one transaction</label>
    </details>`
  }

  private get line(): FlaskLine {
    return this.querySelector<FlaskLine>('flask-line')!
  }

  /** Runs a line that is complete; puts one with an open place there to be completed. */
  private put(line: string): void {
    if (line.includes('…')) this.line.write(line)
    else this.run(line)
  }

  private readonly onPython = async (): Promise<void> => {
    const scripts = await this.session.python(this.context.project)
    if (scripts) await savePython(scripts)
  }

  private readonly onStop = (): void => this.context.project.stop()

  private readonly onRun = (event: Event): void => this.run((event as CustomEvent<{ line: string }>).detail.line)

  private run(line: string, answers: Entry['answers'] = []): void {
    if (/^\s*(clear|cls)\s*$/.test(line)) return this.session.clear()
    if (this.readonly) return
    const path = /^\s*rm\s+(migrations\/\S+)\s*$/.exec(line)?.[1]
    if (path !== undefined) return this.session.remove(this.context.project, path)
    void this.session.run(this.context.project, line, answers)
  }
}

function copying({ table, done, total }: CopyProgress): TemplateResult {
  const rows = `${table}: ${done.toLocaleString('en')} of ${count(total, 'row')} copied`
  return html`<progress max=${total} .value=${done} aria-label=${`Copying ${table}`}></progress> ${rows}`
}

function wayOut(
  { term, message, hint, actions }: NonNullable<NonNullable<Entry['answer']>['problem']>,
  run: (command: string) => void,
): TemplateResult {
  return html`<div class="problem" data-severity="error">
    <p><strong>${term}</strong></p>
    <p class="message">${message}</p>
    ${hint ? html`<p class="hint"><b>Try:</b> ${hint}</p>` : nothing}
    ${
      actions.length > 0
        ? html`<p class="actions">${actions.map(({ label, command }) => html`<button type="button" title=${command} @click=${() => run(command)}>${label} <code>${command}</code></button>`)}</p>`
        : nothing
    }
  </div>`
}

customElements.define('migrations-panel', MigrationsPanel)
