import {
  type CompiledFile,
  defaultLimits,
  type EventBody,
  type FlaskCompletion,
  type Place,
  type Preview,
  type Response,
  type RowData,
  type TimelineEvent,
  type WebRequest,
  type WebResponse,
} from '../../protocol'
import {
  type Continued,
  type RowsQuery,
  type RunEnd,
  type RunHandle,
  type RunInput,
  type RunnerStatus,
  type RunOutcome,
  type SourceFile,
  shellFile,
} from './contract'
import { WorkerPool } from './pool'
import { crashed, problemEvent, stopped, syntax, tooLong } from './problems'
import { type SandboxWorker, sendPart, sendParts } from './sandbox'
import { Session, SessionEnded } from './session'
import type { SyntaxProblem } from './syntax-problem'

/** The lab ends a run at its limit by itself when it can; the page ends it this many milliseconds later. */
const grace = 250

const nothing = { value: null, responses: [], database: null }

type Done = Extract<Response, { kind: 'done' }>

/**
 * Runs learners' code in the sandbox. Each run has a fresh worker. The last finished one stays, so that the shell goes on
 * in it, until the next run is done; a run that is stopped or takes too long leaves it in place.
 */
export class Runner {
  private pool: WorkerPool | null = null
  private session: Session | null = null
  private active: RunHandle | null = null
  private runs = 0
  private status: RunnerStatus | null = null

  constructor(private readonly options: { onStatus?(status: RunnerStatus): void } = {}) {}

  /** Starts the sandbox; run() does so by itself when needed. @throws Error when it cannot start */
  async boot(): Promise<{ sqliteVersion: string }> {
    this.pool ??= new WorkerPool()
    if (this.status === null) this.tell('booting')
    const info = await this.pool.prepare().ready
    if (this.status === 'booting' && this.active === null) this.tell('ready')
    return info
  }

  /** Runs code from the start. A run that is still going on is stopped first. `finished` never rejects. */
  run(input: RunInput, onEvents: (events: TimelineEvent[]) => void): RunHandle {
    this.active?.stop()
    const run = ++this.runs
    let stop!: () => void
    const asked = new Promise<void>((resolve) => {
      stop = resolve
    })
    const finished = this.perform(run, input, onEvents, asked).finally(() => {
      if (this.active !== handle) return
      this.active = null
      this.tell('ready')
    })
    const handle: RunHandle = { run, finished, stop }
    this.active = handle
    return handle
  }

  /**
   * Evaluates one more piece of code where the last finished run ended. Problems are among the events.
   * @param line the number of its first line in `shell.ts`, which is what its places name
   * @throws Error before the first run
   */
  async command(text: string, line = 1): Promise<{ value: Preview | null } & Continued> {
    const session = await this.open()
    const from = session.events.length
    const { files, problem } = await compileAll([{ name: shellFile, text: '\n'.repeat(line - 1) + text }], [])
    if (problem !== null) {
      session.report(syntax(problem), placeOf(problem))
      return { value: null, events: session.events.slice(from), database: null }
    }
    const answer = await limited(session, async () => {
      await session.prepare(files)
      return session.ask({ kind: 'command', file: files[0]! })
    })
    const { value, database } = answer?.kind === 'answer' ? answer : nothing
    return { value, events: session.events.slice(from), database }
  }

  /**
   * Lets the app of the last finished run answer a browser; two requests are simultaneous. Without an app there are no
   * responses, and a problem among the events.
   * @throws Error before the first run
   */
  async visit(requests: WebRequest[]): Promise<{ responses: WebResponse[] } & Continued> {
    const session = await this.open()
    const from = session.events.length
    const answer = await limited(session, () => session.ask({ kind: 'visit', requests }))
    const { responses, database } = answer?.kind === 'visit' ? answer : nothing
    return { responses, events: session.events.slice(from), database }
  }

  /** Rows of a table as they are now. @throws Error before the first run, or when there is no such table */
  async rows(query: RowsQuery): Promise<{ rows: RowData[]; total: number; columns: string[] }> {
    const answer = await (await this.open()).ask({ kind: 'rows', ...query })
    if (answer.kind === 'rows') return { rows: answer.rows, total: answer.total, columns: answer.columns }
    throw refusal(answer)
  }

  /** What can follow a `flask` line that is being typed; nothing before the first run. @param revisions of the scripts there are */
  async complete(line: string, revisions: { revision: string; message: string }[]): Promise<FlaskCompletion[]> {
    const session = await this.open().catch(() => null)
    if (session === null) return []
    try {
      await session.preparePart('migrate')
      const answer = await session.ask({ kind: 'complete', line, revisions })
      if (answer.kind === 'complete') return answer.completions
      throw refusal(answer)
    } catch (error) {
      // The line was run before it was completed.
      if (error instanceof SessionEnded) return []
      throw error
    }
  }

  /** The database as a SQLite file. @throws Error before the first run, or while changes are not committed */
  async exportDatabase(): Promise<Uint8Array> {
    const answer = await (await this.open()).ask({ kind: 'export' })
    if (answer.kind === 'export') return answer.database
    throw refusal(answer)
  }

  /** Ends everything. */
  dispose(): void {
    this.active?.stop()
    this.session?.close()
    this.session = null
    this.pool?.dispose()
    this.pool = null
    this.status = null
  }

  private async perform(
    run: number,
    input: RunInput,
    onEvents: (events: TimelineEvent[]) => void,
    asked: Promise<void>,
  ): Promise<RunOutcome> {
    const limits = { ...defaultLimits, ...input.limits }
    const started = performance.now()
    const events: TimelineEvent[] = []
    const take = (more: TimelineEvent[]) => {
      for (const event of more) events.push(event)
      onEvents(more)
    }
    const outcome = (end: RunEnd, ms = performance.now() - started, done?: Done): RunOutcome => ({
      run,
      end,
      ms,
      database: done?.database ?? null,
      flask: done?.flask ?? null,
      events,
    })
    const broken = (end: RunEnd, body: EventBody, place: Place | null = events.at(-1)?.place ?? null) => {
      take([problemEvent(body, events, place)])
      return outcome(end)
    }

    this.pool ??= new WorkerPool()
    const { pool } = this
    this.tell(this.status === null || this.status === 'booting' ? 'booting' : 'running')
    // The worker starts while the code is compiled.
    pool.prepare()
    let worker: SandboxWorker
    const stop = asked.then(() => 'stopped' as const)
    try {
      const { files, problem } = await compileAll(input.files, input.compiled ?? [])
      if (problem !== null) return broken('failed', syntax(problem), placeOf(problem))
      let wanted = true
      stop.then(() => (wanted = false))
      const taken = pool.take(() => wanted)
      // After a stop nobody waits for it any more.
      taken.catch(() => {})
      const first = await Promise.race([taken, stop])
      if (first === 'stopped' || first === null) return broken('stopped', stopped(performance.now() - started))
      worker = first
      await sendParts(worker, files)
      if (input.flask) await sendPart(worker, 'migrate')
      this.tell('running')
      worker.post({
        kind: 'run',
        run,
        files,
        cells: input.cells,
        database: input.database ?? null,
        url: input.url ?? 'sqlite://',
        seed: input.seed ?? 1,
        foreignKeys: input.foreignKeys ?? true,
        limits,
        flask: input.flask ?? null,
      })
    } catch (error) {
      // The next run starts with a fresh frame.
      pool.replace()
      return broken('crashed', crashed(error instanceof Error ? error.message : String(error)))
    }

    const end = await Promise.race([answer(worker, run, limits.ms + grace, take, input.onProgress), stop])
    if (typeof end === 'object' && 'kind' in end && !endedAtLimit(events)) {
      this.session?.close()
      this.session = new Session(worker, run, events)
      pool.prepareSoon()
      return outcome(end.ok ? 'done' : 'failed', end.ms, end)
    }
    worker.end()
    pool.prepare()
    if (end === 'stopped') return broken('stopped', stopped(performance.now() - started))
    if (end === 'timeout') return broken('timeout', tooLong(limits.ms))
    if ('crash' in end) return broken('crashed', crashed(end.crash))
    return outcome('timeout', end.ms)
  }

  /** The finished run to go on in; a run in progress is waited for. */
  private async open(): Promise<Session> {
    // One that is stopped has another one in its place.
    while (this.active !== null) await this.active.finished
    if (this.session === null) throw new Error('Nothing has run yet: press Run first.')
    if (this.session.ended) throw new Error('The session has ended: press Run to start a new one.')
    return this.session
  }

  private tell(status: RunnerStatus): void {
    if (status === this.status) return
    this.status = status
    this.options.onStatus?.(status)
  }
}

/** How a run in a worker ends, if nobody stops it. */
function answer(
  worker: SandboxWorker,
  run: number,
  ms: number,
  take: (events: TimelineEvent[]) => void,
  onProgress: RunInput['onProgress'],
): Promise<Done | 'timeout' | { crash: string }> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('timeout'), ms)
    worker.onCrash = (crash) => resolve({ crash })
    worker.onResponse = (response) => {
      if (response.kind === 'events' && response.run === run) take(response.events)
      else if (response.kind === 'progress' && response.run === run) onProgress?.(response)
      else if (response.kind === 'done' && response.run === run) {
        clearTimeout(timer)
        resolve(response)
      }
    }
  })
}

type CompiledAll = { files: CompiledFile[]; problem: null } | { files: null; problem: SyntaxProblem }

/** Compiles what the build has not compiled; the compiler is loaded only when it is needed. */
async function compileAll(files: SourceFile[], ready: CompiledFile[]): Promise<CompiledAll> {
  const known = new Map(ready.map((file) => [file.name, file]))
  const open = files.filter(({ name }) => !known.has(name))
  if (open.length > 0) {
    const { compile } = await import('./transpile')
    const { files: compiled, problem } = compile(open)
    if (problem !== null) return { files: null, problem }
    for (const file of compiled) known.set(file.name, file)
  }
  return { files: files.map(({ name }) => known.get(name)!), problem: null }
}

/** Ends the session when it takes too long to answer: then the answer is null, and its last event says why. */
async function limited<T>(session: Session, work: () => Promise<T>): Promise<T | null> {
  const timer = setTimeout(() => session.fail(tooLong(defaultLimits.ms)), defaultLimits.ms + grace)
  try {
    return await work()
  } catch (error) {
    if (error instanceof SessionEnded) return null
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function placeOf({ file, line, column }: SyntaxProblem): Place {
  return { file, line, column }
}

/** Whether the lab itself has ended the run at its time limit. */
function endedAtLimit(events: TimelineEvent[]): boolean {
  return events.some((event) => event.kind === 'problem' && event.term === 'TimeLimit')
}

function refusal(answer: Response): Error {
  return new Error(answer.kind === 'answer' && answer.value !== null ? answer.value.text : 'The sandbox gave no answer.')
}
