import type { LessonFile, Step, StepMore } from '../course'
import type { RunOutcome } from '../runner'
import './after'
import { announce } from './announce'
import './demo'
import type { Demo } from './demo'
import { Examiner } from './examiner'
import './help'
import type { Lesson } from './lesson'
import './lesson-parts.css'
import './named'
import './prediction'
import { openStore } from './shared'
import type { Timeline } from './workbench/timeline'

/** What the coach may do to the page around the text. */
interface Surroundings {
  timeline(): Timeline | undefined
  /** Uncovers what the first run shows. */
  uncover(): void
  compare(title: string, files: LessonFile[], take: string): void
}

/** Stands by a learner in one step: grades the prediction, judges the runs, and says in the lesson's text what it finds. */
export class Coach {
  private readonly examiner: Examiner
  private readonly step: Step
  /** Counts the runs: only what is found about the last one counts. */
  private runs = 0

  constructor(
    private readonly lesson: Lesson,
    more: StepMore,
    private readonly around: Surroundings,
  ) {
    this.step = lesson.step
    this.examiner = new Examiner(lesson.step, more)
    lesson.more = more
    const listen = <T>(type: string, listener: (detail: T) => void) =>
      lesson.addEventListener(type, (event) => listener((event as CustomEvent<T>).detail))
    listen('solution-ask', () => around.compare('A solution', more.solution, 'Put the solution into the cells'))
    listen<{ value: string }>('predict', ({ value }) => void this.predict(value))
    listen<{ seq: number | null }>('moment', ({ seq }) => {
      const timeline = around.timeline()
      if (seq === null) timeline?.goTo(timeline.stops.length - 1)
      else timeline?.goToEvent(seq)
    })
  }

  /**
   * Judges a run.
   * @param files what was run
   * @param tried it is not the code that the step begins with
   */
  async ran({ events }: RunOutcome, files: LessonFile[], tried: boolean): Promise<void> {
    const { lesson, examiner } = this
    this.runs += 1
    const { runs } = this
    const wasDone = lesson.verdicts?.every((v) => v.met) ?? false
    lesson.tried = tried
    lesson.events = events
    if (!tried) lesson.predicted = { ...lesson.predicted, events }
    lesson.verdicts = examiner.judge(events)
    lesson.named = null
    lesson.elsewhere = null
    const met = lesson.verdicts.filter((v) => v.met).length
    const all = lesson.verdicts.length
    if (all === 0) return
    if (met < all) {
      announce(`${met} of ${all} goals are met.`)
      const named = tried ? await examiner.named(events) : null
      if (runs === this.runs) lesson.named = named
      return
    }
    const elsewhere = await examiner.elsewhere(files)
    if (runs !== this.runs) return
    lesson.elsewhere = elsewhere
    if (elsewhere?.met === false) return announce('All goals are met, but not for other rows.')
    announce('All goals are met.')
    if (!wasDone) lesson.celebration = lesson.solved ? 'again' : 'first'
    lesson.solved = true
    await (await openStore()).solve(this.step.id)
  }

  private async predict(value: string): Promise<void> {
    const { lesson, examiner, step } = this
    this.around.uncover()
    const events = lesson.predicted.events ?? (await examiner.start())
    lesson.predicted = { chosen: value, events }
    await (await openStore()).set(`predicted ${step.id}`, value)
    await lesson.updateComplete
    if (lesson.querySelector('.predict .wrong')) lesson.querySelector<Demo>('backref-demo')?.play()
  }
}
