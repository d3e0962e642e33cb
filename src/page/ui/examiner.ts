import type { TimelineEvent } from '../../protocol'
import type { LessonFile, Step, StepMore, Verdict, WrongAnswer } from '../course'
import { judge } from '../course/checks/judge'
import { onHiddenData } from '../course/hidden'
import { recognise } from '../course/recognise'
import type { RunInput } from '../runner'

/** Examines the runs of one step. What it has to run itself, it runs in a sandbox of its own, so that nothing on the page changes. */
export class Examiner {
  private known: Promise<TimelineEvent[][]> | null = null

  constructor(
    private readonly step: Step,
    private readonly more: StepMore,
  ) {}

  /** The run of the code that the step begins with. */
  async start(): Promise<TimelineEvent[]> {
    return (await this.runsOfOurs())[0] ?? []
  }

  /** One verdict per goal, in order. */
  judge(events: TimelineEvent[]): Verdict[] {
    return judge(this.step.goals, events)
  }

  /** The declared wrong answer that a run of the learner's shows, or null. */
  async named(events: TimelineEvent[]): Promise<WrongAnswer | null> {
    const { step, more } = this
    if (more.wrong.length === 0) return null
    const [start = null, ...runs] = await this.runsOfOurs()
    return recognise(step.goals, more.wrong, { events, start, runs })
  }

  /** How files do on the hidden data; null where there are none. */
  async elsewhere(files: LessonFile[]): Promise<Verdict | null> {
    const { step, more } = this
    if (!more.hidden) return null
    const { goals, ...input } = onHiddenData(more.hidden, { files, cells: step.cells, goals: step.goals })
    const [events = []] = await quietRuns([{ ...input, url: step.url }])
    return judge(goals, events).find((v) => !v.met) ?? { met: true, differs: null }
  }

  /** The start's run, then that of each declared wrong answer. */
  private runsOfOurs(): Promise<TimelineEvent[][]> {
    const { cells, url, compiled, files } = this.step
    this.known ??= quietRuns([
      { files, cells, url, compiled },
      ...this.more.wrong.map((answer): RunInput => ({ files: answer.files, cells, url })),
    ])
    return this.known
  }
}

async function quietRuns(inputs: RunInput[]): Promise<TimelineEvent[][]> {
  const { Runner } = await import('../runner')
  const runner = new Runner()
  try {
    const timelines: TimelineEvent[][] = []
    for (const input of inputs) timelines.push((await runner.run(input, () => {}).finished).events)
    return timelines
  } finally {
    runner.dispose()
  }
}
