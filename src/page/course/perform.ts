import {
  type CompiledFile,
  type EventOf,
  type FlaskAnswer,
  type FlaskLine,
  type TimelineEvent,
  unreachable,
  type WebRequest,
  type WebResponse,
} from '../../protocol'
import type { Check } from './checks/check'
import { answerTable, type Trial, type Trials, trialsOf } from './checks/trial'
import type { Action, LessonFile } from './step'

interface Input {
  files: LessonFile[]
  cells: string[]
  url: string
  /** The database to start from; null for an empty one. */
  database: Uint8Array | null
  compiled?: CompiledFile[]
  flask?: FlaskLine
}

/** What happened where a run went on, and the database file when it has changed. */
interface Continued {
  events: TimelineEvent[]
  database: Uint8Array | null
}

/** What runs code: a sandbox of the page, or a lab of its own. */
export interface Engine {
  run(input: Input): Promise<{ events: TimelineEvent[]; database: Uint8Array | null; flask: FlaskAnswer | null }>
  /** Lets the app of the last run answer. */
  visit(requests: WebRequest[]): Promise<{ responses: WebResponse[] } & Continued>
  /** Evaluates one more piece of code where the last run ended. */
  command(text: string): Promise<Continued>
  /** A browser with cookies of its own. */
  browse(visit: (requests: WebRequest[]) => Promise<WebResponse[]>): Browser
}

interface Browser {
  readonly cookies: Map<string, string>
  open(address: string): Promise<void>
  reload(): Promise<void>
  submit(action: string, method: string, fields: [string, string][], times: 1 | 2): Promise<void>
  readonly shown: { response: WebResponse } | null
}

/** Code, and what is done with it by hand. */
export interface Attempt extends Omit<Input, 'flask'> {
  actions: Action[]
}

/** What came of it. */
export interface Performed {
  /** The last timeline with the requests that followed; the `flask` lines before it come first. */
  events: TimelineEvent[]
  /** The timeline of each run and each line, in order. */
  timelines: TimelineEvent[][]
  files: LessonFile[]
  database: Uint8Array | null
}

const folder = 'migrations/'
const epoch = 1_577_880_000_000

/** Runs the cells, then does by hand what is to be done, as somebody does it on the page. */
export function perform(engine: Engine, attempt: Attempt): Promise<Performed> {
  return act(engine, { ...attempt, actions: [{ kind: 'run' }, ...attempt.actions] })
}

/** Does by hand what is to be done; the cells have run, or will when it says so. */
export async function act(engine: Engine, attempt: Attempt): Promise<Performed> {
  const { cells, url, compiled } = attempt
  // A script that a line makes is edited only once it is there.
  const later = attempt.actions.flatMap((a) =>
    a.kind === 'line' && a.revision !== null ? [`${folder}versions/${a.revision}_`] : [],
  )
  const isLater = (name: string) => later.some((start) => name.startsWith(start))
  let files = attempt.files.filter(({ name }) => !isLater(name))
  let { database } = attempt
  let events: TimelineEvent[] = []
  let earlier: TimelineEvent[][] = []
  let made = 0

  const run = async (cells: string[], flask?: FlaskLine) => {
    if (events.length > 0) earlier = [...earlier, events]
    const outcome = await engine.run({ files, cells, url, database, ...(compiled && { compiled }), ...(flask && { flask }) })
    events = outcome.events
    database = outcome.database ?? database
    return outcome.flask
  }
  const goOn = async <T extends Continued>(work: Promise<T>): Promise<T> => {
    const result = await work
    events = [...events, ...result.events]
    database = result.database ?? database
    return result
  }
  const browser = engine.browse(async (requests) => (await goOn(engine.visit(requests))).responses)

  const type = async (line: string, revision: string | null, answers: FlaskLine['answers']) => {
    if (line.startsWith('rm ')) {
      const path = line.slice(3).trim()
      files = files.filter(({ name }) => name !== path)
      return
    }
    made += 1
    const own = Object.fromEntries(files.filter(({ name }) => name.startsWith(folder)).map(({ name, text }) => [name, text]))
    const newRevision = revision ?? made.toString(16).padStart(12, 'a0')
    const how = { failAfter: null, transactionalDdl: true }
    const answer = await run(flaskCells(cells), { line, files: own, newRevision, now: epoch, answers, ...how })
    const edited = attempt.files.filter(({ name }) => isLater(name))
    files = changed(files, answer?.files ?? {}).map((file) => edited.find(({ name }) => name === file.name) ?? file)
  }
  for (const action of attempt.actions) {
    switch (action.kind) {
      case 'run':
        await run(cells)
        break
      case 'line':
        await type(action.line, action.revision, action.answers)
        break
      case 'visit': {
        const { method, url: address, fields, times } = action
        if (method === 'GET') await browser.open(address)
        else
          await browser.submit(address, method, [...hiddenFields(browser.shown?.response.body ?? '', fields), ...fields], times)
        break
      }
      case 'forget':
        browser.cookies.clear()
        await browser.reload()
        break
      case 'shell':
        await goOn(engine.command(action.text))
        break
      default:
        unreachable(action)
    }
  }
  return { events: withEarlier(earlier.flatMap(linesIn), events), timelines: [...earlier, events], files, database }
}

/** The cells that run before a line of `flask`: the last one is the learner's query, the models and the app come before it. */
function flaskCells(cells: string[]): string[] {
  return cells.slice(0, Math.max(1, cells.length - 1))
}

/** Files after some were changed; null: deleted. */
export function changed(files: LessonFile[], changes: Record<string, string | null>): LessonFile[] {
  const kept = files.map(({ name, text }) => ({ name, text: changes[name] === undefined ? text : changes[name] }))
  const added = Object.entries(changes).filter(([name]) => !files.some((file) => file.name === name))
  return [...kept, ...added.map(([name, text]) => ({ name, text }))].filter((file): file is LessonFile => file.text !== null)
}

/** The lines of `flask` on a timeline. */
export function linesIn(events: readonly TimelineEvent[]): EventOf<'flask'>[] {
  return events.filter((event): event is EventOf<'flask'> => event.kind === 'flask')
}

/** A timeline with lines of `flask` from before it, each of which had a timeline of its own. */
export function withEarlier(lines: EventOf<'flask'>[], events: TimelineEvent[]): TimelineEvent[] {
  return [...lines.map((line, i) => ({ ...line, seq: i - lines.length })), ...events]
}

/**
 * Tries on copies what checks ask for.
 * @param state files and database as they are now; `database` null: what the cells leave
 */
export async function tryOut(engine: Engine, checks: Check[], state: Omit<Attempt, 'actions'>): Promise<Trials> {
  const trials: Trials = {}
  for (const trial of trialsOf(checks)) trials[trial.key] = await tryOne(engine, trial, state)
  return trials
}

async function tryOne(engine: Engine, trial: Trial, state: Omit<Attempt, 'actions'>): Promise<TimelineEvent[]> {
  if (trial.select === null) {
    const actions = trial.lines.map((line): Action => ({ kind: 'line', line, revision: null, answers: [] }))
    return (await act(engine, { ...state, actions })).events
  }
  const text = `db.session.execute(db.text(${JSON.stringify(`CREATE TABLE "${answerTable}" AS ${trial.select}`)}))\ndb.session.commit()`
  const name = `${answerTable}.ts`
  const cells = state.database === null ? [...state.cells, name] : [name]
  return (await engine.run({ ...state, files: [...state.files, { name, text }], cells })).events
}

/** Fields of the page's form that nobody types, such as the CSRF token. */
function hiddenFields(page: string, given: [string, string][]): [string, string][] {
  return [...page.matchAll(/<input\b[^>]*>/gi)].flatMap(([tag]): [string, string][] => {
    const of = (name: string) => new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1]
    const [type, name, value] = [of('type'), of('name'), of('value')]
    if (type !== 'hidden' || name === undefined || given.some(([key]) => key === name)) return []
    return [[name, value ?? '']]
  })
}
