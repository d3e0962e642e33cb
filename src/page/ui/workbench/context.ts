import type { Continued, Runner } from '../../runner'
import type { PanelContext } from './panels/panel'
import { type ProjectBench, projectOf } from './project'
import type { Timeline } from './timeline'

/** What the panels need of the workbench. */
interface Bench extends ProjectBench {
  timeline: Timeline
  runner(): Promise<Runner>
  /** Whether the code of the last run makes an app. */
  hasApp(): boolean
  redraw(): void
}

/** What a panel can ask for. */
export function contextOf(bench: Bench): PanelContext {
  const { timeline } = bench
  /** Goes on where the run ended, and shows what happens as a part of it. */
  const goOn = async <T extends Continued>(ask: (runner: Runner) => Promise<T>): Promise<T> => {
    const [run] = timeline.events
    const result = await ask(await bench.runner())
    // The code may have run again meanwhile.
    if (timeline.events[0] === run) timeline.record([...timeline.events, ...result.events])
    if (result.database) bench.keep(result.database)
    return result
  }
  return {
    timeline,
    rows: async (query) => (await bench.runner()).rows(query),
    hasApp: bench.hasApp,
    visit: async (requests) => (await goOn((runner) => runner.visit(requests))).responses,
    command: async (text, line) => (await goOn((runner) => runner.command(text, line))).events,
    project: projectOf(bench),
    redraw: bench.redraw,
  }
}
