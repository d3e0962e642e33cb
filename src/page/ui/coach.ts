import type { EventOf, TimelineEvent } from '../../protocol'
import type { LessonFile, Step, StepMore } from '../course'
import type { Standpoint } from '../course/moments'
import { linesIn, withEarlier } from '../course/perform'
import './after'
import { announce } from './announce'
import './arrange'
import './demo'
import type { Demo } from './demo'
import { Examiner, type Standing } from './examiner'
import './help'
import { bringIntoSight } from './in-sight'
import type { Lesson } from './lesson'
import './lesson-parts.css'
import './named'
import './prediction'
import { openStore } from './shared'
import type { Timeline } from './workbench/timeline'

/** `flask` lines that are remembered of one step. */
const mostLines = 30

/** What the coach may do to the page around the text. */
interface Surroundings {
  timeline(): Timeline | undefined
  /** The database file as it is now; null where there is none. */
  database(): Uint8Array | null
  /** Uncovers what the first run shows. */
  uncover(): void
  /** Brings a panel to the front, and waits until it is drawn. */
  open(panel: string): Promise<void>
  compare(title: string, files: LessonFile[], take: string): void
}

/** Stands by a learner in one step: grades the prediction, judges the runs, and says in the lesson's text what it finds. */
export class Coach {
  private readonly examiner: Examiner
  private readonly step: Step
  /** Counts what was judged: only what is found about the last counts. */
  private runs = 0
  private standing: Standing | null = null
  /** How much of the timeline was there when it was last looked at. */
  private seen = 0
  private watched: Timeline | null = null
  /** The learner's last run, while a demo shows what was foretold. */
  private laidAside: readonly TimelineEvent[] | null = null
  /** Counts the moments of demos: only the last one is shown. */
  private moments = 0

  constructor(
    private readonly lesson: Lesson,
    more: StepMore,
    private readonly around: Surroundings,
    /** `flask` lines that were typed before the page was opened. */
    private lines: EventOf<'flask'>[] = [],
  ) {
    this.step = lesson.step
    this.examiner = new Examiner(lesson.step, more)
    lesson.more = more
    const listen = <T>(type: string, listener: (detail: T) => void) =>
      lesson.addEventListener(type, (event) => listener((event as CustomEvent<T>).detail))
    listen('solution-ask', () => around.compare('A solution', more.solution, 'Put the solution into the cells'))
    listen<{ value: string }>('predict', ({ value }) => void this.predict(value))
    listen<{ at: Standpoint | null }>('moment', ({ at }) => void this.stand(at))
    if (lesson.predicted.chosen !== null && !this.foretellsStart && more.demo.length > 0) void this.foretell()
  }

  /**
   * Judges a run of the cells or a `flask` line.
   * @param tried it is not the code that the step begins with, or something was done by hand
   */
  async ran(standing: Standing, tried: boolean): Promise<void> {
    const { lesson } = this
    const timeline = this.around.timeline()
    this.watch(timeline)
    // The app may have been asked for its first page before anybody was here to look.
    const events = timeline && timeline.events[0] === standing.events[0] ? [...timeline.events] : standing.events
    this.seen = events.length
    // A line has a timeline of its own; what it did still counts when the next one has run.
    this.lines = [...this.lines, ...linesIn(this.standing?.events ?? [])].slice(-mostLines)
    void this.keepLines([...this.lines, ...linesIn(standing.events)])
    lesson.events = events
    this.laidAside = null
    this.moments += 1
    if (!tried && this.foretellsStart)
      lesson.predicted = { ...lesson.predicted, events: standing.events, timelines: [standing.events] }
    await this.examine({ ...standing, events }, tried)
  }

  /** Judges again when the app of the last run has been asked for something: its timeline goes on. */
  private wentOn(events: readonly TimelineEvent[]): void {
    const { standing, lesson, step } = this
    if (!standing || events[0] !== standing.events[0]) return
    const news = events.slice(this.seen)
    this.seen = events.length
    // Whoever tries something out in the shell is not answering, unless the step is about the shell.
    const counts = step.panel === 'shell' || (step.panel === 'browser' && news.some(({ kind }) => kind === 'request'))
    if (!counts || news.length === 0) return
    const tried = lesson.tried || news.some(isDeed)
    lesson.events = [...events]
    // The database file is told of right after its timeline.
    queueMicrotask(() => void this.examine({ ...standing, events: [...events], database: this.around.database() }, tried))
  }

  private watch(timeline: Timeline | undefined): void {
    if (!timeline || timeline === this.watched) return
    this.watched = timeline
    timeline.listen((change) => {
      if (change === 'events' && timeline === this.watched) this.wentOn(timeline.events)
    })
  }

  /** Lets go of what is kept ready. */
  close(): void {
    this.watched = null
    this.examiner.close()
  }

  /** The step begins again: what was typed by hand counts no more. @returns what makes it count again */
  async forget(): Promise<() => Promise<void>> {
    const lines = [...this.lines, ...linesIn(this.standing?.events ?? [])]
    this.lines = []
    this.standing = null
    this.lesson.verdicts = null
    await this.keepLines([])
    return () => {
      this.lines = lines
      return this.keepLines(lines)
    }
  }

  private async examine(standing: Standing, tried: boolean): Promise<void> {
    const { lesson, examiner } = this
    this.standing = standing
    this.runs += 1
    const { runs } = this
    const late = () => runs !== this.runs
    const wasDone = lesson.verdicts?.every((v) => v.met) ?? false
    const story = await examiner.story({ ...standing, events: withEarlier(this.lines, standing.events) })
    if (late()) return
    lesson.tried = tried
    lesson.verdicts = examiner.judge(story)
    lesson.named = null
    lesson.elsewhere = null
    this.showGoals()
    const met = lesson.verdicts.filter((v) => v.met).length
    const all = lesson.verdicts.length
    if (all === 0) return
    if (met < all) {
      announce(`${met} of ${all} goals are met.`)
      const named = tried ? await examiner.named(story) : null
      if (late()) return
      lesson.named = named
      return this.showGoals()
    }
    const elsewhere = await examiner.elsewhere(standing.files)
    if (late()) return
    lesson.elsewhere = elsewhere
    this.showGoals()
    if (elsewhere?.met === false) return announce('All goals are met, but not for other rows.')
    announce('All goals are met.')
    if (!wasDone) lesson.celebration = lesson.solved ? 'again' : 'first'
    lesson.solved = true
    await (await openStore()).solve(this.step.id)
  }

  /** After a run of one's own, what came of it is worth seeing. */
  private showGoals(): void {
    if (this.lesson.tried) bringIntoSight(this.lesson, '.goal')
  }

  /** The prediction is about the run of the start itself, with nothing done after it. */
  private get foretellsStart(): boolean {
    return (this.lesson.more?.predict?.actions.length ?? 0) === 0
  }

  private async foretell(): Promise<void> {
    const { events, timelines } = await this.examiner.foretold()
    this.lesson.predicted = { ...this.lesson.predicted, events, timelines }
  }

  /** Stands at a moment of a demo; null: where the learner was before. What was foretold has timelines of its own. */
  private async stand(at: Standpoint | null): Promise<void> {
    const timeline = this.around.timeline()
    if (!timeline) return
    this.moments += 1
    const { moments } = this
    // First of all: a browser on show would ask the app for a page of what it takes for a new run.
    if (!this.foretellsStart && at !== null) await this.around.open('tables')
    if (moments !== this.moments) return
    if (!this.foretellsStart) {
      const shown = at === null ? this.laidAside : (this.lesson.predicted.timelines?.[at.timeline] ?? null)
      this.laidAside = at === null ? null : (this.laidAside ?? timeline.events)
      if (shown !== null && shown !== timeline.events) timeline.record(shown)
      if (at === null) void this.around.open(this.step.panel ?? 'tables')
    }
    if (at === null) timeline.goTo(timeline.stops.length - 1)
    else timeline.goToEvent(at.seq)
  }

  private async keepLines(lines: EventOf<'flask'>[]): Promise<void> {
    if (this.step.panel !== 'migrations') return
    await (await openStore()).set(`lines ${this.step.id}`, JSON.stringify(lines.slice(-mostLines)))
  }

  private async predict(value: string): Promise<void> {
    const { lesson, step } = this
    this.around.uncover()
    if (lesson.predicted.events === null) await this.foretell()
    lesson.predicted = { ...lesson.predicted, chosen: value }
    await (await openStore()).set(`predicted ${step.id}`, value)
    await lesson.updateComplete
    if (lesson.querySelector('.predict .wrong')) lesson.querySelector<Demo>('backref-demo')?.play()
  }
}

/** The `flask` lines that were typed into a step before, as the store has them. */
export async function linesOf(step: Step): Promise<EventOf<'flask'>[]> {
  if (step.panel !== 'migrations') return []
  try {
    const kept: unknown = JSON.parse((await (await openStore()).setting(`lines ${step.id}`)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(({ kind }) => kind === 'flask') : []
  } catch {
    return []
  }
}

/** Whether an event comes of something done by hand: not of the first page, for which the browser asks by itself. */
function isDeed(event: TimelineEvent): boolean {
  return event.kind === 'request'
    ? event.method !== 'GET' || event.url !== '/'
    : event.kind === 'value' || event.kind === 'problem'
}
