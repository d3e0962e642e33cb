import type { RunInput, Runner, RunOutcome } from '../../../src/page/runner'
import type { TimelineEvent } from '../../../src/protocol'
import '../../../src/page/ui/theme.css'
import { Workbench } from '../../../src/page/ui/workbench'
import { modelsText, oneRoleManyUsers, queryText } from '../../unit/workbench/fixture'
import { manyRows, troubles } from '../../unit/workbench/troubles'

const recorded: Record<string, () => TimelineEvent[]> = { lesson: oneRoleManyUsers, troubles }

/** What tests find on the page. */
export interface WorkbenchPage {
  workbench: Workbench
  /** The files of each run. */
  runs: RunInput[]
  /** The events that the workbench has fired, by type. */
  fired: string[]
}

const choice = new URLSearchParams(location.search)
const runs: RunInput[] = []
const fired: string[] = []

/** Plays back a recorded run; with `?endless` it goes on until it is stopped. */
const player = {
  boot: async () => ({ sqliteVersion: '3.54.1' }),
  run(input: RunInput, onEvents: (events: TimelineEvent[]) => void) {
    runs.push(input)
    const run = runs.length
    const events = (recorded[choice.get('run') ?? 'lesson'] ?? oneRoleManyUsers)()
    let stop = () => {}
    const finished = new Promise<RunOutcome>((resolve) => {
      const end = (end: RunOutcome['end']) => resolve({ run, end, ms: 6, database: null, flask: null, events })
      stop = () => end('stopped')
      if (!choice.has('endless')) setTimeout(() => end('done'))
    })
    setTimeout(() => onEvents(events))
    return { run, finished, stop: () => stop() }
  },
  rows: async ({ offset, limit }: { offset: number; limit: number }) => manyRows(offset, limit),
}

document.documentElement.dataset.theme = choice.get('theme') ?? 'light'
const workbench = new Workbench()
const text = document.createElement('article')
text.slot = 'text'
text.innerHTML = '<h1>One role, many users</h1><p>A roles row can belong to many users rows.</p>'
workbench.append(text)
for (const type of ['files-change', 'run-end', 'position-change']) workbench.addEventListener(type, () => fired.push(type))
Object.assign(workbench, {
  files: [
    { name: 'models.ts', text: modelsText },
    { name: 'query.ts', text: queryText },
  ],
  runner: player as unknown as Runner,
  autorun: !choice.has('unrun'),
})
document.body.append(workbench)
const page: WorkbenchPage = { workbench, runs, fired }
Object.assign(globalThis, page)
