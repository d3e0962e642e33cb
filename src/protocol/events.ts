import type { FlaskEvent } from './migrations'
import type { RowData, TableInfo, TableSnapshot } from './schema'
import type { ObjectRef, Preview, SqlValue } from './values'

/** Where in the learner's files something happened. `line` and `column` count from 1. */
export interface Place {
  file: string
  line: number
  column?: number
}

export type ReasonKind =
  | 'query'
  | 'get'
  | 'autoflush'
  | 'flush'
  | 'lazy load'
  | 'eager load'
  | 'refresh'
  | 'bulk'
  | 'ddl'
  | 'migration'
  | 'inspect'
  | 'raw'
  | 'transaction'

/** Why a statement ran. `detail` names the attribute or class, such as `User.role`. */
export interface Reason {
  kind: ReasonKind
  detail?: string
}

export type StatementKind = 'select' | 'insert' | 'update' | 'delete' | 'ddl' | 'pragma' | 'savepoint' | 'other'

export type ObjectState = 'transient' | 'pending' | 'persistent' | 'deleted' | 'detached'

/** One step of a flush, planned before anything is sent. */
export interface FlushStep {
  action: 'insert' | 'update' | 'delete' | 'sync' | 'link' | 'unlink'
  table: string
  /** The first hundred of them. */
  objects: ObjectRef[]
  count: number
  /** Why the step is here, in words: `users.role_id needs roles.id`. */
  because: string
}

/** `before` null: inserted; `after` null: deleted. */
export interface RowChange {
  key: SqlValue
  before: SqlValue[] | null
  after: SqlValue[] | null
}

export interface Frame extends Place {
  name: string | null
}

/** What happened, without its place on the timeline. */
export type EventBody =
  /** A cell starts or ends. */
  | { kind: 'cell'; phase: 'start' | 'end'; cell: string }
  /** The value of a top-level expression (`name` null) or the names that a declaration made. */
  | { kind: 'value'; endLine: number; value: Preview }
  | { kind: 'console'; level: 'log' | 'info' | 'warn' | 'error' | 'debug'; values: Preview[] }
  | {
      kind: 'statement'
      statement: StatementKind
      sql: string
      /** One array per execution; more than one for an executemany. */
      parameters: SqlValue[][]
      /** How many executions there were, when `parameters` holds only the first ones. */
      executions: number
      /** The executions were statements of their own, after so many of the same that they are told together. */
      repeated?: true
      /** Rows returned. */
      rows: number
      /** Rows inserted, updated or deleted. */
      changes: number
      ms: number
      because: Reason
      /** Text of the error, when it failed. */
      error?: string
    }
  | {
      kind: 'transaction'
      action: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback to'
      name?: string
      because?: Reason
    }
  | { kind: 'state'; object: ObjectRef; from: ObjectState; to: ObjectState; because: string; text: string }
  | { kind: 'attribute'; object: ObjectRef; key: string; old: Preview; new: Preview }
  | { kind: 'flush'; plan: FlushStep[]; because: Reason }
  /** Rows that changed; `statement` is the seq of the statement (or transaction) that did it. */
  | { kind: 'rows'; table: string; changes: RowChange[]; total: number; statement: number; truncated?: true }
  /** A table was created, altered (same name) or dropped (`table` null). */
  | { kind: 'schema'; name: string; table: TableInfo | null; rows: RowData[]; total: number; statement: number }
  /** Everything there is: at the start of a run, at its end, and after what is asked of it later. */
  | { kind: 'snapshot'; phase: 'start' | 'end'; tables: TableSnapshot[] }
  /** The learner's app has answered a request. */
  | {
      kind: 'request'
      method: string
      url: string
      status: number
      /** Where a redirect leads. */
      location: string | null
      ms: number
      /** What happened during it: the events from `first` on, up to this one. */
      first: number
      /** What it sent back, the first 4000 characters. */
      body: string
    }
  | FlaskEvent
  | {
      kind: 'problem'
      severity: 'error' | 'warning'
      /** SQLAlchemy's or JavaScript's own term, such as `IntegrityError`. */
      term: string
      message: string
      /** What to try. */
      hint: string | null
      sql?: string
      frames: Frame[]
    }

/** One entry of the timeline. `seq` counts from 0 without gaps; `at` is milliseconds since the run began. */
export type TimelineEvent = EventBody & { seq: number; at: number; place: Place | null }

export type EventOf<K extends EventBody['kind']> = Extract<TimelineEvent, { kind: K }>
