import { createWorkspace } from '../../src/engine/db'
import type { LessonFile } from '../../src/page/course/step'
import type { EventOf, TimelineEvent } from '../../src/protocol'
import { openLab } from '../support/lab'

/** One run, as the page would see it. */
export interface Recorded {
  events: TimelineEvent[]
  /** The first error, as `term: message`, or null. */
  error: string | null
  ms: number
}

/**
 * Runs files on the real engine, in this process. A text that cannot be compiled gives a timeline with that problem.
 * @param cells which of them to evaluate, in order
 * @param url the database's
 */
export async function runFiles(files: LessonFile[], cells: string[], url: string): Promise<Recorded> {
  const lab = await openLab(createWorkspace)
  const from = performance.now()
  try {
    await lab.run(Object.fromEntries(files.map((f) => [f.name, f.text])), { cells, url })
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return { events: [], error: `it does not compile: ${message}`, ms: performance.now() - from }
  }
  const events = lab.events()
  const problem = events.find((e): e is EventOf<'problem'> => e.kind === 'problem' && e.severity === 'error')
  return { events, error: problem ? `${problem.term}: ${problem.message}` : null, ms: performance.now() - from }
}
