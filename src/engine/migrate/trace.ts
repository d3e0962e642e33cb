import type { Place, RowChange, SqlValue, TableSnapshot } from '../../protocol'
import type { Reversible } from './operations/reverse'
import type { Phase, Plan } from './plan-types'

/** Everything that the player draws. Plain data: it can cross the sandbox border. */
export interface MigrationTrace {
  revision: string | null
  direction: 'upgrade' | 'downgrade'
  /** First line of the script's comment. */
  message: string
  operations: OperationTrace[]
  /** Every statement in order: the frames. */
  steps: StepTrace[]
  ok: boolean
  error: TraceError | null
  ms: number
}

export interface TraceError {
  /** SQLAlchemy's or Alembic's term. */
  term: string
  message: string
  hint: string | null
  sql: string | null
}

/** One directive of a script. */
export interface OperationTrace {
  index: number
  /** The directive as script text. */
  directive: string
  /** The same in words. */
  describe: string
  /** The table it is about. */
  table: string | null
  path: Plan['path']
  /** Why native or rebuild, in one sentence. */
  because: string
  /** What Alembic does otherwise. */
  note: string | null
  lossy: boolean
  reversible: Reversible
  /** The operation that undoes it, as script text. */
  reverse: string | null
  lint: Finding[]
  /** Touched tables before and after. */
  before: TableSnapshot[]
  after: TableSnapshot[]
  rows: RowsDiff[]
  counts: Counts
  /** The directive's line in the script, when it is known. */
  place: Place | null
  error: TraceError | null
}

/** One statement: a frame of the player. */
export interface StepTrace {
  /** Index in `operations`, or null for what belongs to the whole migration. */
  operation: number | null
  phase: Phase
  sql: string
  /** One list for each execution, the first few. */
  parameters: SqlValue[][]
  because: string
  before: TableSnapshot[]
  after: TableSnapshot[]
  rows: RowsDiff[]
  counts: Counts
  ms: number
  error: TraceError | null
}

/** Rows of every table before and after; null: there is no such table. */
export type Counts = Record<string, { before: number | null; after: number | null }>

/** What happened to the rows of one table, matched by primary key. Looks at the first rows only. */
export interface RowsDiff {
  /** Name afterwards, or before when it is gone. */
  table: string
  columnsBefore: string[]
  columnsAfter: string[]
  changes: RowChange[]
  /** Set when the table has more rows than were compared. */
  truncated: boolean
}

export type Severity = 'error' | 'warning' | 'note'

/** One finding of lint. */
export interface Finding {
  /** Atlas' code where it has one (`DS103`), else ours (`BR104`). */
  code: string
  severity: Severity
  message: string
  /** What to do about it. */
  fix: string | null
  /** Values or rows that prove it, the first five. */
  evidence: SqlValue[]
}
