import type { TimelineEvent } from '../../protocol'
import type { LessonFile, Step, StepMore, Verdict, WrongAnswer } from '../course'
import { bytesOf } from '../course/bytes'
import { judge } from '../course/checks/judge'
import { onHiddenData } from '../course/hidden'
import { type Attempt, type Engine, perform, tryOut } from '../course/perform'
import { recognise, type Story } from '../course/recognise'

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

  constructor(
    private readonly step: Step,
    private readonly more: StepMore,
  ) {}

  /** The run that the prediction is about: of the code that the step begins with. */
  async foretold(): Promise<TimelineEvent[]> {
    const { files, compiled } = this.step
    const actions = this.more.predict?.actions ?? []
    if (actions.length === 0) return (await this.storiesOfOurs())[0]?.events ?? []
    return quietly(async (engine) => (await perform(engine, this.attempt({ files, compiled, actions }))).events)
  }

  /** What has happened, with what the goals ask to be tried on a copy. */
  async story({ events, ...state }: Standing): Promise<Story> {
    const checks = this.step.goals.flatMap((goal) => goal.checks)
    if (!checks.some(({ kind }) => kind === 'copy' || kind === 'query')) return { events, trials: {} }
    return quietly(async (engine) => ({ events, trials: await tryOut(engine, checks, this.attempt({ ...state, actions: [] })) }))
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
    return quietly(async (engine) => {
      const { events, trials } = await story(engine, { ...there, url: step.url }, checks)
      return judge(goals, events, trials).find((v) => !v.met) ?? { met: true, differs: null }
    })
  }

  /** The start's, then that of each declared wrong answer. */
  private storiesOfOurs(): Promise<Story[]> {
    const { step, more } = this
    const checks = [...step.goals.flatMap((goal) => goal.checks), ...more.wrong.flatMap(({ when }) => when)]
    const { files, compiled } = step
    const attempts = [{ files, compiled, actions: [] }, ...more.wrong].map((one) => this.attempt(one))
    this.known ??= quietly(async (engine) => {
      const stories: Story[] = []
      for (const attempt of attempts) stories.push(await story(engine, attempt, checks))
      return stories
    })
    return this.known
  }

  private attempt(given: Pick<Attempt, 'files' | 'actions'> & Partial<Attempt>): Attempt {
    const { cells, url, database } = this.step
    const { files, actions, compiled } = given
    const start = database === null ? null : bytesOf(database)
    return { files, cells, url, actions, database: given.database ?? start, ...(compiled && { compiled }) }
  }
}

async function story(engine: Engine, attempt: Attempt, checks: Parameters<typeof tryOut>[1]): Promise<Story> {
  const { events, files, database } = await perform(engine, attempt)
  return { events, trials: await tryOut(engine, checks, { ...attempt, files, database }) }
}

async function quietly<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const [{ Runner }, { Visitor }] = await Promise.all([import('../runner'), import('./workbench/browser/visitor')])
  const runner = new Runner()
  try {
    return await work({
      run: (input) => runner.run(input, () => {}).finished,
      visit: (requests) => runner.visit(requests),
      browse: (visit) => new Visitor(visit, () => {}),
    })
  } finally {
    runner.dispose()
  }
}
