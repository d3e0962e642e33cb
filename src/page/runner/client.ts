import {
  type CompiledFile,
  defaultLimits,
  type EventBody,
  type Place,
  type Preview,
  type Request,
  type Response,
  type RowData,
  type TimelineEvent,
} from '../../protocol'
import type { RowsQuery, RunEnd, RunHandle, RunInput, RunnerStatus, RunOutcome, SourceFile } from './contract'
import { WorkerPool } from './pool'
import { crashed, problemEvent, stopped, syntax, tooLong } from './problems'
import type { SandboxWorker } from './sandbox'
import type { SyntaxProblem } from './syntax-problem'

export type { RowsQuery, RunEnd, RunHandle, RunInput, RunnerStatus, RunOutcome, SourceFile } from './contract'

/** The lab ends a run at its limit by itself when it can; the page ends it this many milliseconds later. */
const grace = 250

type Answer = Extract<Response, { kind: 'answer' | 'rows' | 'export' }>

/** A worker with a finished run in it: the shell, more rows and the database's bytes come from here. */
interface Session {
  worker: SandboxWorker
  run: number
  events: TimelineEvent[]
  waiting: Map<number, (answer: Answer | Error) => void>
}

/**
 * Runs learners' code in the sandbox. Each run has a fresh worker. The last finished one stays, so that the shell goes on
 * in it, until the next run is done; a run that is stopped or takes too long leaves it in place.
 */
export class Runner {
  private pool: WorkerPool | null = null
  private session: Session | null = null
  private active: { handle: RunHandle; finish: Promise<RunOutcome> } | null = null
  private runs = 0
  private ids = 0
  private status: RunnerStatus | null = null

  constructor(private readonly options: { onStatus?(status: RunnerStatus): void } = {}) {}

  /** Starts the sandbox; run() does so by itself when needed. @throws Error when it cannot start */
  async boot(): Promise<{ sqliteVersion: string }> {
    this.pool ??= new WorkerPool()
    if (this.status === null) this.tell('booting')
    const info = await this.pool.prepare().ready
    if (this.status === 'booting') this.tell('ready')
    return info
  }

  /** Runs code from the start. A run that is still going on is stopped first. `finished` never rejects. */
  run(input: RunInput, onEvents: (events: TimelineEvent[]) => void): RunHandle {
    this.active?.handle.stop()
    const run = ++this.runs
    let stop!: () => void
    const asked = new Promise<void>((resolve) => {
      stop = resolve
    })
    const finished = this.perform(run, input, onEvents, asked).finally(() => {
      if (this.active?.handle === handle) {
        this.active = null
        this.tell('ready')
      }
    })
    const handle: RunHandle = { run, finished, stop }
    this.active = { handle, finish: finished }
    return handle
  }

  /**
   * Evaluates one more piece of code where the last finished run ended.
   * @throws Error before the first run
   */
  async command(text: string): Promise<{ value: Preview | null; events: TimelineEvent[] }> {
    const session = await this.open()
    const from = session.events.length
    const since = () => session.events.slice(from)
    const compiled = await compileAll([{ name: 'shell.ts', text }], [])
    if (compiled.problem !== null) {
      session.events.push(problemEvent(syntax(compiled.problem), session.events, placeOf(compiled.problem)))
      return { value: null, events: since() }
    }
    const started = performance.now()
    const timer = setTimeout(() => this.endSession(session, tooLong(defaultLimits.ms)), defaultLimits.ms + grace)
    try {
      const answer = await this.ask(session, { kind: 'command', run: session.run, id: ++this.ids, file: compiled.files[0]! })
      return { value: answer.kind === 'answer' ? answer.value : null, events: since() }
    } catch (error) {
      if (session !== this.session && performance.now() - started >= defaultLimits.ms) return { value: null, events: since() }
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  /** Rows of a table as they are now. @throws Error before the first run, or when there is no such table */
  async rows(query: RowsQuery): Promise<{ rows: RowData[]; total: number; columns: string[] }> {
    const session = await this.open()
    const answer = await this.ask(session, { kind: 'rows', run: session.run, id: ++this.ids, ...query })
    if (answer.kind !== 'rows') throw new Error(refusal(answer))
    const { rows, total, columns } = answer
    return { rows, total, columns }
  }

  /** The database as a SQLite file. @throws Error before the first run, or while changes are not committed */
  async exportDatabase(): Promise<Uint8Array> {
    const session = await this.open()
    const answer = await this.ask(session, { kind: 'export', run: session.run, id: ++this.ids })
    if (answer.kind !== 'export') throw new Error(refusal(answer))
    return answer.database
  }

  /** Ends everything. */
  dispose(): void {
    this.active?.handle.stop()
    this.closeSession()
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
      events.push(...more)
      onEvents(more)
    }
    const outcome = (end: RunEnd, database: Uint8Array | null = null, ms = performance.now() - started): RunOutcome => ({
      run,
      end,
      ms,
      database,
      events,
    })
    const broken = (end: RunEnd, body: EventBody, place: Place | null = events.at(-1)?.place ?? null) => {
      take([problemEvent(body, events, place)])
      return outcome(end)
    }

    this.pool ??= new WorkerPool()
    this.tell(this.status === null || this.status === 'booting' ? 'booting' : 'running')
    const booting = this.pool.prepare()
    const compiled = await compileAll(input.files, input.compiled ?? [])
    if (compiled.problem !== null) return broken('failed', syntax(compiled.problem), placeOf(compiled.problem))
    const stop = asked.then(() => 'stopped' as const)
    let worker: SandboxWorker | 'stopped'
    try {
      worker = await Promise.race([this.pool.take(), stop])
    } catch (error) {
      this.pool.replace()
      return broken('crashed', crashed(error instanceof Error ? error.message : String(error)))
    }
    if (worker === 'stopped') return broken('stopped', stopped(performance.now() - started))
    void booting
    this.tell('running')

    let timer: ReturnType<typeof setTimeout> | undefined
    const answered = new Promise<Extract<Response, { kind: 'done' }> | 'timeout' | { crash: string }>((resolve) => {
      timer = setTimeout(() => resolve('timeout'), limits.ms + grace)
      worker.onCrash = (message) => resolve({ crash: message })
      worker.onResponse = (response) => {
        if (response.kind === 'events' && response.run === run) take(response.events)
        else if (response.kind === 'done' && response.run === run) resolve(response)
      }
    })
    worker.post({
      kind: 'run',
      run,
      files: compiled.files,
      cells: input.cells,
      database: input.database ?? null,
      url: input.url ?? 'sqlite://',
      seed: input.seed ?? 1,
      foreignKeys: input.foreignKeys ?? true,
      limits,
    })
    const end = await Promise.race([answered, stop])
    clearTimeout(timer)
    if (typeof end === 'object' && 'kind' in end && !endedAtLimit(events)) {
      this.keep(worker, run, events)
      this.pool.prepareSoon()
      return outcome(end.ok ? 'done' : 'failed', end.database, end.ms)
    }
    worker.end()
    this.pool.prepare()
    if (end === 'stopped') return broken('stopped', stopped(performance.now() - started))
    if (end === 'timeout') return broken('timeout', tooLong(limits.ms))
    if ('crash' in end) return broken('crashed', crashed(end.crash))
    return outcome('timeout', null, end.ms)
  }

  private keep(worker: SandboxWorker, run: number, events: TimelineEvent[]): void {
    this.closeSession()
    const session: Session = { worker, run, events: [...events], waiting: new Map() }
    this.session = session
    worker.onCrash = (message) => this.endSession(session, crashed(message))
    worker.onResponse = (response) => {
      if (response.kind === 'events') session.events.push(...response.events)
      else if ('id' in response) {
        session.waiting.get(response.id)?.(response)
        session.waiting.delete(response.id)
      }
    }
  }

  private ask(session: Session, request: Extract<Request, { id: number }>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      session.waiting.set(request.id, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)))
      session.worker.post(request)
    })
  }

  /** The finished run to go on in; a run in progress is waited for. */
  private async open(): Promise<Session> {
    await this.active?.finish
    if (this.session === null) throw new Error('Nothing has run yet: press Run first.')
    return this.session
  }

  private endSession(session: Session, body: EventBody): void {
    if (session !== this.session) return
    session.events.push(problemEvent(body, session.events, session.events.at(-1)?.place ?? null))
    this.closeSession()
    this.pool?.prepare()
  }

  private closeSession(): void {
    const { session } = this
    if (session === null) return
    this.session = null
    session.worker.end()
    for (const settle of session.waiting.values()) settle(new Error('The session has ended: press Run to start a new one.'))
  }

  private tell(status: RunnerStatus): void {
    if (status === this.status) return
    this.status = status
    this.options.onStatus?.(status)
  }
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

function placeOf({ file, line, column }: SyntaxProblem): Place {
  return { file, line, column }
}

/** Whether the lab itself has ended the run at its time limit. */
function endedAtLimit(events: TimelineEvent[]): boolean {
  return events.some((event) => event.kind === 'problem' && event.term === 'TimeLimit')
}

function refusal(answer: Answer): string {
  return answer.kind === 'answer' && answer.value !== null ? answer.value.text : 'The sandbox gave no answer.'
}
