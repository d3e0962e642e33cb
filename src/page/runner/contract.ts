import type { CompiledFile, CopyProgress, FlaskAnswer, FlaskLine, RunLimits, TimelineEvent } from '../../protocol'

/** One of the learner's files, as typed. */
export interface SourceFile {
  /** `models.ts`, `query.ts`, `templates/index.html`. */
  name: string
  text: string
}

export interface RunInput {
  files: SourceFile[]
  /** Names of the files to evaluate, in order; the others can be imported. */
  cells: string[]
  /** The database URL; `sqlite://` when left out. A `sqlite:///file` URL makes the outcome carry the database's bytes. */
  url?: string
  /** The database to start from: a SQLite file's bytes, or null for an empty one. */
  database?: Uint8Array | null
  /** Seed of the clock and the random numbers. */
  seed?: number
  /** Whether SQLite enforces foreign keys; true when left out. */
  foreignKeys?: boolean
  limits?: Partial<RunLimits>
  /** What the build made of files that are unchanged, by name: they need no transpiling here. */
  compiled?: CompiledFile[]
  /** A line of the `flask` command line, to run when the cells are done. */
  flask?: FlaskLine
  /** Told while that line copies many rows. */
  onProgress?(copied: CopyProgress): void
}

export type RunEnd = 'done' | 'failed' | 'stopped' | 'timeout' | 'crashed'

export interface RunOutcome {
  run: number
  end: RunEnd
  /** Milliseconds in the worker; for a run that did not end by itself, milliseconds until it was ended. */
  ms: number
  /** The database after a run with a `sqlite:///file` URL, else null. */
  database: Uint8Array | null
  /** What the `flask` line answered; null when there was none, or when it was not reached. */
  flask: FlaskAnswer | null
  /** The whole timeline. A syntax error, a time limit, a stop or a crash is its last event, a `problem`. */
  events: TimelineEvent[]
}

/** The file that lines typed into the shell belong to. */
export const shellFile = 'shell.ts'

/** What something that goes on where a run ended has brought. */
export interface Continued {
  /** What happened, as the timeline goes on. */
  events: TimelineEvent[]
  /** The database's bytes, when a `sqlite:///file` has changed, else null. */
  database: Uint8Array | null
}

export interface RunHandle {
  readonly run: number
  readonly finished: Promise<RunOutcome>
  stop(): void
}

export type RunnerStatus = 'booting' | 'ready' | 'running'

export interface RowsQuery {
  table: string
  offset: number
  limit: number
  orderBy?: string
  descending?: boolean
}
