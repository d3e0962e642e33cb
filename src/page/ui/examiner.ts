import type { TimelineEvent } from '../../protocol'
import type { LessonFile, Step, StepMore, Verdict, WrongAnswer } from '../course'
import { bytesOf } from '../course/bytes'
import type { Check } from '../course/checks/check'
import { judge } from '../course/checks/judge'
import { trialsOf } from '../course/checks/trial'
import { onHiddenData } from '../course/hidden'
import { type Attempt, type Engine, type Performed, perform, tryOut } from '../course/perform'
import { recognise, type Story } from '../course/recognise'
import type { Runner } from '../runner'

/** Where a learner stands after something was done. */
export interface Standing {
  events: TimelineEvent[]
  files: LessonFile[]
  /** The database file; null where there is none. */
  database: Uint8Array | null
}

/** Examines what is done in one step. What it has to run itself, it runs in a sandbox of its own, so that nothing on the page changes. */
export class Examiner {
  private known: Promise<Story[]> | null = null
  private readonly sandbox: QuietSandbox
  /** What the goals look at. */
  private readonly checks: Check[]

  constructor(
    private readonly step: Step,
    private readonly more: StepMore,
  ) {
    this.checks = step.goals.flatMap((goal) => goal.checks)
    this.sandbox = new QuietSandbox(this.tries)
  }

  /** Lets go of what it has kept ready. */
  close(): void {
    this.sandbox.close()
  }

  /** The run that the prediction is about: of the code that the step begins with. */
  async foretold(): Promise<Pick<Performed, 'events' | 'timelines'>> {
    const { files, compiled } = this.step
    const actions = this.more.predict?.actions ?? []
    if (actions.length > 0) return this.sandbox.use((engine) => perform(engine, this.attempt({ files, compiled, actions })))
    const events = (await this.storiesOfOurs())[0]?.events ?? []
    return { events, timelines: [events] }
  }

  /** What has happened, with what the goals ask to be tried on a copy. */
  async story({ events, ...state }: Standing): Promise<Story> {
    if (!this.tries) return { events, trials: {} }
    return this.sandbox.use(async (engine) => ({
      events,
      trials: await tryOut(engine, this.checks, this.attempt({ ...state, actions: [] })),
    }))
  }

  /** One verdict per goal, in order. */
  judge({ events, trials }: Story): Verdict[] {
    return judge(this.step.goals, events, trials)
  }

  /** The declared wrong answer that a learner's story shows, or null. */
  async named(story: Story): Promise<WrongAnswer | null> {
    const { step, more } = this
    if (more.wrong.length === 0) return null
    const [start = null, ...runs] = await this.storiesOfOurs()
    return recognise(step.goals, more.wrong, { story, start, runs })
  }

  /** How files do on the hidden data; null where there are none. */
  async elsewhere(files: LessonFile[]): Promise<Verdict | null> {
    const { step, more } = this
    if (!more.hidden) return null
    const here = { ...this.attempt({ files, actions: more.actions }), goals: step.goals }
    const { goals, ...there } = onHiddenData(more.hidden, here)
    const checks = goals.flatMap((goal) => goal.checks)
    return this.sandbox.use(async (engine) => {
      const { events, trials } = await story(engine, { ...there, url: step.url }, checks)
      return judge(goals, events, trials).find((v) => !v.met) ?? { met: true, differs: null }
    })
  }

  /** The start's, then that of each declared wrong answer. */
  private storiesOfOurs(): Promise<Story[]> {
    const { step, more } = this
    const checks = [...this.checks, ...more.wrong.flatMap(({ when }) => when)]
    const { files, compiled } = step
    const attempts = [{ files, compiled, actions: [] }, ...more.wrong].map((one) => this.attempt(one))
    this.known ??= this.sandbox.use(async (engine) => {
      const stories: Story[] = []
      for (const attempt of attempts) stories.push(await story(engine, attempt, checks))
      return stories
    })
    return this.known
  }

  /** Whether the goals ask for something to be tried on a copy. */
  private get tries(): boolean {
    return trialsOf(this.checks).length > 0
  }

  private attempt(given: Pick<Attempt, 'files' | 'actions'> & Partial<Attempt>): Attempt {
    const { cells, url, database } = this.step
    const { files, actions, compiled } = given
    const start = database === null ? null : bytesOf(database)
    return { files, cells, url, actions, database: given.database ?? start, ...(compiled && { compiled }) }
  }
}

async function story(engine: Engine, attempt: Attempt, checks: Check[]): Promise<Story> {
  const { events, files, database } = await perform(engine, attempt)
  return { events, trials: await tryOut(engine, checks, { ...attempt, files, database }) }
}

/** A sandbox beside the page's own: one thing after the other, for as long as somebody keeps it. */
class QuietSandbox {
  private runner: Promise<Runner> | null = null
  private queue: Promise<unknown> = Promise.resolve()

  /** @param keeps it is needed again and again, so it stays ready until it is closed */
  constructor(private readonly keeps: boolean) {
    if (keeps) void this.open().then((runner) => runner.boot().catch(() => {}))
  }

  use<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
    const done = this.queue.then(() => this.work(work))
    this.queue = done.catch(() => {})
    return done
  }

  close(): void {
    void this.runner?.then((runner) => runner.dispose())
    this.runner = null
  }

  private async work<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
    const [runner, { Visitor }] = await Promise.all([this.open(), import('./workbench/browser/visitor')])
    try {
      return await work({
        run: (input) => runner.run(input, () => {}).finished,
        visit: (requests) => runner.visit(requests),
        command: (text) => runner.command(text),
        browse: (visit) => new Visitor(visit, () => {}),
      })
    } finally {
      if (!this.keeps) this.close()
    }
  }

  private open(): Promise<Runner> {
    this.runner ??= import('../runner').then(({ Runner }) => new Runner())
    return this.runner
  }
}
