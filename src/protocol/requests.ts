import type { TimelineEvent } from './events'
import type { CopyProgress, FlaskAnswer, FlaskCompletion, FlaskLine } from './migrations'
import type { RowData } from './schema'
import type { Preview, SqlValue } from './values'
import type { WebRequest, WebResponse } from './web'

/** A learner's file, ready to evaluate: types stripped, imports turned into require(), values reported through `$value`. */
export interface CompiledFile {
  /** `models.ts`, `query.ts`, `app.ts`, `migrations/versions/a1b2_add_users.ts`. */
  name: string
  code: string
  /** The file as it is, when it is no code but a template. */
  text?: string
}

/** Caps of one run. Each one that is reached gives one clear problem. */
export interface RunLimits {
  /** Milliseconds until the page stops the run. */
  ms: number
  statements: number
  events: number
  /** Statements with the same SQL that are told one by one; further ones are told together. */
  repeats: number
  /** Rows per table that travel in snapshots. */
  snapshotRows: number
  /** Pages of 4096 bytes the database may have. */
  databasePages: number
}

export const defaultLimits: RunLimits = {
  ms: 2000,
  statements: 100_000,
  events: 20_000,
  repeats: 200,
  snapshotRows: 200,
  databasePages: 16_384,
}

/** Objects of a run whose states and attributes are told; what becomes of further ones shows in the rows only. */
export const followedObjects = 200

/** From the page to the worker. */
export type Request =
  | {
      kind: 'run'
      run: number
      files: CompiledFile[]
      /** Which of `files` to evaluate, in order; the others can be imported. */
      cells: string[]
      /** The database to start from: a file's bytes, or null for an empty one. */
      database: Uint8Array | null
      url: string
      /** Seed of the clock and the random numbers. */
      seed: number
      foreignKeys: boolean
      limits: RunLimits
      /** A line of the `flask` command line, to run when the cells are done. */
      flask: FlaskLine | null
    }
  /** A part of the engine that few runs need, as a script: sent ahead of the code that mentions it. */
  | { kind: 'part'; name: 'kysely' | 'seldom' | 'web' | 'migrate'; code: string }
  /** Evaluate one more piece of code in the finished run's scope (the shell). */
  | { kind: 'command'; run: number; id: number; file: CompiledFile }
  /** More rows of a table of the live database. */
  | {
      kind: 'rows'
      run: number
      id: number
      table: string
      offset: number
      limit: number
      orderBy?: string
      descending?: boolean
    }
  /**
   * Requests of a browser to the app of the finished run. Two of them are simultaneous: the second one arrives when the
   * first is about to write.
   */
  | { kind: 'visit'; run: number; id: number; requests: WebRequest[] }
  /** What can follow a `flask` line that is being typed. */
  | { kind: 'complete'; run: number; id: number; line: string; revisions: { revision: string; message: string }[] }
  /** Bytes of the live database. */
  | { kind: 'export'; run: number; id: number }

/** From the worker to the page. */
export type Response =
  | { kind: 'ready'; sqliteVersion: string; bootMs: number }
  | { kind: 'events'; run: number; events: TimelineEvent[] }
  /** A `flask` line is copying many rows. */
  | ({ kind: 'progress'; run: number } & CopyProgress)
  | {
      kind: 'done'
      run: number
      /** Milliseconds from the request to here, in the worker. */
      ms: number
      ok: boolean
      /** The database after the run, when asked for by a `sqlite:///file` URL. */
      database: Uint8Array | null
      statements: number
      /** What the `flask` line answered; null when there was none, or when a cell failed before it. */
      flask: FlaskAnswer | null
    }
  /** `database`: the file's bytes, when a `sqlite:///file` has changed. */
  | { kind: 'answer'; run: number; id: number; value: Preview | null; database: Uint8Array | null }
  | { kind: 'rows'; run: number; id: number; rows: RowData[]; total: number; columns: string[] }
  | { kind: 'visit'; run: number; id: number; responses: WebResponse[]; database: Uint8Array | null }
  | { kind: 'complete'; run: number; id: number; completions: FlaskCompletion[] }
  | { kind: 'export'; run: number; id: number; database: Uint8Array }

export type { SqlValue }
