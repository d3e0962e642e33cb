import type { EventBody, FlaskAnswer, FlaskLine, Place, Preview, Request, Response, RunLimits, WebResponse } from '../../protocol'
import type { Workspace } from '../db/workspace'
import { boundedRow } from './bounds'
import { Mirror, selectRows } from './mirror'
import type { LabOptions } from './options'
import { Output } from './output'
import { Places } from './places'
import { preview } from './preview'
import { eventLimit, notCommitted, problemOf, statementLimit, timeLimit } from './problems'
import { Recorder } from './recorder'
import { Scope } from './scope'
import { quoteName, readShape, tableTexts } from './tables'
import { Timeline } from './timeline'

type RunRequest = Extract<Request, { kind: 'run' }>
type RowsRequest = Extract<Request, { kind: 'rows' }>
type VisitRequest = Extract<Request, { kind: 'visit' }>

const { then } = Promise.prototype

/** One run: its database, its names and its timeline. It stays open for the shell and for more rows. */
export class Run {
  private readonly limits: RunLimits
  private readonly places = new Places()
  private readonly timeline: Timeline
  private readonly workspace: Workspace
  private readonly mirror: Mirror
  private readonly recorder: Recorder
  private readonly scope: Scope
  private readonly output: Output
  /** Whether code is running: what it leaves behind in timers is not recorded. */
  private active = false
  private ok = true
  private deadline = 0
  private last: Preview | null = null
  /** Promises that a cell made as values and did not wait for. */
  private open: Promise<void>[] = []
  private readonly failures = new WeakSet<object>()
  /** What written() was when the page was given the file. */
  private keptAt = ''

  /** @throws SqliteError (DatabaseError) when the request's bytes are not a database */
  constructor(
    private readonly request: RunRequest,
    private readonly lab: LabOptions,
  ) {
    const { limits, run } = request
    this.limits = limits
    lab.determinism.reset(request.seed)
    this.places.reset()
    this.timeline = new Timeline(
      (events) => lab.post({ kind: 'events', run, events }),
      () => this.places.current(),
      limits.events,
      () => this.full(),
    )
    const add = (body: EventBody, place?: Place | null) => (this.active ? this.timeline.add(body, place) : -1)
    this.workspace = lab.createWorkspace({
      sqlite: lab.sqlite,
      database: request.database,
      url: request.url,
      foreignKeys: request.foreignKeys,
      maxPages: limits.databasePages,
      emit: add,
      readText: (path) => this.scope.text(path),
      evaluate: (script, made) => this.places.evaluateMade(script, made, lab.evaluate),
    })
    const { connection } = this.workspace
    this.mirror = new Mirror(connection, limits.snapshotRows)
    this.recorder = new Recorder({
      connection,
      mirror: this.mirror,
      add,
      place: () => this.places.current(),
      repeats: limits.repeats,
      beforeStatement: () => this.beforeStatement(),
    })
    this.output = new Output(add, this.workspace)
    this.scope = new Scope(
      {
        globals: { ...lab.determinism.globals, console: this.output.console, ...this.workspace.globals },
        modules: this.workspace.modules,
        places: this.places,
        evaluate: lab.evaluate,
        tick: () => this.tick(),
        value: (value, file, line, endLine) => this.value(value, file, line, endLine),
      },
      request.files,
    )
  }

  /** Evaluates the cells in order; the first one that throws is the last. Then the `flask` line. Ends with `done`. */
  async start(): Promise<void> {
    const { request, recorder, timeline } = this
    this.begin()
    this.snapshot('start')
    recorder.start()
    for (const cell of request.cells) {
      timeline.add({ kind: 'cell', phase: 'start', cell }, { file: cell, line: 1 })
      await this.attempt(() => this.scope.run(cell))
      recorder.catchUp()
      timeline.add({ kind: 'cell', phase: 'end', cell }, null)
      if (!this.ok) break
    }
    const flask = request.flask !== null && this.ok ? await this.flask(request.flask) : null
    const database = this.livesOn ? this.file() : null
    this.active = false
    recorder.stop()
    this.snapshot('end')
    timeline.flush()
    const response: Response = {
      kind: 'done',
      run: request.run,
      ms: timeline.elapsed,
      ok: this.ok,
      database,
      statements: recorder.statements,
      flask,
    }
    this.lab.post(response, transferOf(database))
  }

  /** Evaluates the migration scripts and runs the line; null when a script fails. */
  private async flask(line: FlaskLine): Promise<FlaskAnswer | null> {
    const { scope, workspace, places } = this
    const scripts = this.request.files.filter(({ name, text }) => name in line.files && text === undefined)
    await this.attempt(async () => {
      for (const { name } of scripts) await scope.run(name)
    })
    if (!this.ok) return null
    // What the line does by itself happens at none of the learner's lines.
    places.reset()
    const exported = new Map(scripts.map(({ name }) => [name, scope.exportsOf(name)]))
    return workspace.flask.run(line, exported, {
      place: () => places.current(),
      progress: (copied) => this.lab.post({ kind: 'progress', run: this.request.run, ...copied }),
    })
  }

  /** Answers with what can follow a `flask` line. */
  complete({ id, line, revisions }: Extract<Request, { kind: 'complete' }>): void {
    const completions = this.workspace.flask.complete(line, revisions)
    this.lab.post({ kind: 'complete', run: this.request.run, id, completions })
  }

  /** Evaluates one more file in the run's scope and answers with the value of its last expression. */
  async command({ id, file }: Extract<Request, { kind: 'command' }>): Promise<void> {
    this.begin()
    this.scope.add(file)
    this.recorder.start()
    await this.attempt(() => {
      this.scope.offer(this.workspace.shellNames())
      return this.scope.run(file.name)
    })
    this.recorder.stop()
    this.active = false
    this.snapshot('end')
    this.timeline.flush()
    const database = this.changedFile()
    this.lab.post({ kind: 'answer', run: this.request.run, id, value: this.last, database }, transferOf(database))
  }

  /** Lets the learner's app answer requests of a browser; each one is an event once it is answered. */
  async visit({ id, requests }: VisitRequest): Promise<void> {
    this.begin()
    this.recorder.start()
    const responses: WebResponse[] = []
    const started: { first: number; at: number }[] = []
    await this.attempt(() =>
      this.workspace.visit(requests, {
        onStart: (index) => {
          started[index] = { first: this.timeline.next, at: performance.now() }
        },
        onAnswer: (index, { thrown, ...answer }) => {
          responses[index] = { ...answer, problem: thrown && this.reported(thrown.error) }
          const { method, url } = requests[index]!
          const { first, at } = started[index]!
          this.recorder.catchUp()
          const location = answer.headers.find(([name]) => name === 'Location')?.[1] ?? null
          this.timeline.add(
            {
              kind: 'request',
              method,
              url,
              status: answer.status,
              location,
              ms: performance.now() - at,
              first,
              body: answer.body.slice(0, 4000),
            },
            null,
          )
        },
      }),
    )
    this.recorder.stop()
    this.active = false
    this.snapshot('end')
    this.timeline.flush()
    const database = this.changedFile()
    this.lab.post({ kind: 'visit', run: this.request.run, id, responses, database }, transferOf(database))
  }

  /** @throws LabError, SqliteError */
  rows({ id, table, offset, limit, orderBy, descending }: RowsRequest): void {
    const { connection } = this.workspace
    const text = tableTexts(connection).get(table)
    if (text === undefined) throw new Error(`There is no table "${table}".`)
    const shape = readShape(connection, table, text)
    const columns = shape.info.columns.map(({ name }) => name)
    const order =
      orderBy !== undefined && columns.includes(orderBy) ? `ORDER BY ${quoteName(orderBy)} ${descending ? 'DESC' : 'ASC'} ` : ''
    const rows = selectRows(connection, shape, `${order}LIMIT ? OFFSET ?`, [Math.min(limit, 5000), offset]).map(boundedRow)
    const total = Number(connection.quietly(`SELECT count(*) FROM ${quoteName(table)}`)[0]![0])
    this.lab.post({ kind: 'rows', run: this.request.run, id, rows, total, columns })
  }

  /** @throws SqliteError while changes are not committed */
  export({ id }: Extract<Request, { kind: 'export' }>): void {
    const database = this.workspace.connection.export()
    this.lab.post({ kind: 'export', run: this.request.run, id, database }, [database.buffer as ArrayBuffer])
  }

  /** Something was thrown where nobody waited for it: a promise without await, a timer. */
  uncaught(thrown: unknown): void {
    if (this.active) this.fail(thrown)
  }

  close(): void {
    this.workspace.close()
  }

  private begin(): void {
    this.active = true
    this.ok = true
    this.last = null
    this.open = []
    this.deadline = performance.now() + this.limits.ms
    this.places.reset()
  }

  private async attempt(code: () => Promise<void>): Promise<void> {
    try {
      await code()
      while (this.open.length > 0) await this.open.pop()
      // An engine reports a rejection that nobody handles in a task of its own, soon after.
      for (let task = 0; task < 2; task++) await new Promise<void>((resolve) => setTimeout(resolve, 0))
    } catch (thrown) {
      this.fail(thrown)
    }
  }

  private fail(thrown: unknown): void {
    this.ok = false
    if (typeof thrown === 'object' && thrown !== null) {
      if (this.failures.has(thrown)) return
      this.failures.add(thrown)
    }
    this.reported(thrown)
  }

  /** The problem that something thrown is, put on the timeline. */
  private reported(thrown: unknown): ReturnType<typeof problemOf> {
    const problem = problemOf(thrown, (stack) => this.places.frames(stack))
    const [frame] = problem.frames
    this.timeline.force(problem, frame === undefined ? this.places.noted() : { file: frame.file, line: frame.line })
    return problem
  }

  private full(): void {
    this.recorder.stop()
    this.timeline.force(eventLimit(this.limits.events))
  }

  private beforeStatement(): void {
    if (this.recorder.statements >= this.limits.statements) throw statementLimit(this.limits.statements)
    this.checkTime()
    this.timeline.tick()
  }

  private tick(): void {
    this.checkTime()
    this.timeline.tick()
    this.places.position.n = 1000
  }

  private checkTime(): void {
    if (performance.now() > this.deadline) throw timeLimit(this.limits.ms)
  }

  private value(value: unknown, file: string, line: number, endLine: number): void {
    // Python's scripts end when all is done; here a call of an async function without await is waited for in the end.
    if (value instanceof Promise) this.open.push(then.call(value, undefined, (thrown) => this.fail(thrown)) as Promise<void>)
    this.last = value === undefined ? null : preview(value, this.workspace)
    if (this.last !== null && this.output.allows(this.last))
      this.timeline.add({ kind: 'value', endLine, value: this.last }, { file, line })
  }

  private snapshot(phase: 'start' | 'end'): void {
    const tables = this.mirror.snapshot(this.limits.snapshotRows)
    this.timeline.force(
      { kind: 'snapshot', phase, tables: tables.map((table) => ({ ...table, rows: table.rows.map(boundedRow) })) },
      null,
    )
  }

  /** The database is a file that lives across runs. */
  private get livesOn(): boolean {
    return /^sqlite:\/\/\/(?!:memory:$)./.test(this.request.url)
  }

  /** The file after a shell line or a visit; null when it is as it was, or while changes are not committed. */
  private changedFile(): Uint8Array | null {
    if (!this.livesOn || this.written() === this.keptAt) return null
    try {
      const database = this.workspace.connection.export()
      this.keptAt = this.written()
      return database
    } catch {
      return null
    }
  }

  /** Changes with everything that is written, rows or tables. */
  private written(): string {
    const { connection } = this.workspace
    return `${connection.quietly('SELECT total_changes()')} ${connection.quietly('PRAGMA schema_version')}`
  }

  /** The database as a new process would find it: without what was not committed. */
  private file(): Uint8Array {
    this.keptAt = this.written()
    const { connection, globals } = this.workspace
    try {
      return connection.export()
    } catch {
      // Code that an error has stopped may have had its commit yet to come.
      if (this.ok) this.timeline.force(notCommitted(), null)
      const { session } = (globals.db ?? {}) as { session?: { rollback(): void } }
      session?.rollback()
      if (connection.inTransaction) connection.rollback()
      return connection.export()
    }
  }
}

function transferOf(database: Uint8Array | null): ArrayBuffer[] {
  return database === null ? [] : [database.buffer as ArrayBuffer]
}
