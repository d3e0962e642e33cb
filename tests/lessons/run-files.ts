import { labEngine } from '../../scripts/vite/lab-engine'
import type { Check } from '../../src/page/course/checks/check'
import { type Attempt, perform, tryOut } from '../../src/page/course/perform'
import type { Story } from '../../src/page/course/recognise'
import type { LessonFile } from '../../src/page/course/step'
import type { EventOf, TimelineEvent } from '../../src/protocol'

/** One run with what was done after it, as the page would see it. */
export interface Recorded extends Story {
  /** The first error, as `term: message`, or null. */
  error: string | null
  /** The timeline of each run and each line, in order. */
  timelines: TimelineEvent[][]
  /** How long the longest part of it took. */
  ms: number
  /** The files as they are afterwards. */
  files: LessonFile[]
}

/**
 * Runs files on the real engine, in this process, and does by hand what is to be done. A text that cannot be compiled gives a
 * timeline with that problem.
 * @param checks what is to be tried on copies afterwards
 */
export async function runFiles(attempt: Attempt, checks: Check[] = []): Promise<Recorded> {
  const engine = await labEngine()
  let longest = 0
  const timed = async <T>(work: Promise<T>): Promise<T> => {
    const from = performance.now()
    const result = await work
    longest = Math.max(longest, performance.now() - from)
    return result
  }
  const watched = {
    ...engine,
    run: (input: Parameters<typeof engine.run>[0]) => timed(engine.run(input)),
    visit: (requests: Parameters<typeof engine.visit>[0]) => timed(engine.visit(requests)),
  }
  try {
    const { events, timelines, files, database } = await perform(watched, attempt)
    const trials = await tryOut(watched, checks, { ...attempt, files, database })
    const problem = events.find((e): e is EventOf<'problem'> => e.kind === 'problem' && e.severity === 'error')
    return { events, timelines, trials, files, error: problem ? `${problem.term}: ${problem.message}` : null, ms: longest }
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return { events: [], timelines: [], trials: {}, files: attempt.files, error: `it does not compile: ${message}`, ms: longest }
  }
}
