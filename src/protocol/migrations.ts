import type { Place, RowChange } from './events'
import type { TableSnapshot } from './schema'
import type { SqlValue } from './values'

/** A line of the `flask` command line, typed in the page, and what it needs beyond the run's files. */
export interface FlaskLine {
  /** `flask db upgrade +1` */
  line: string
  /** All files of the migrations folder as they are, by path. */
  files: Record<string, string>
  /** Id of a revision that the line may make: twelve hexadecimal digits. */
  newRevision: string
  /** Milliseconds since 1970. */
  now: number
  /** Answers to the questions of the same line before. */
  answers: RenameAnswer[]
  /** Fail on purpose after so many operations, from 1. */
  failAfter: number | null
  /** All of a migration in one transaction. */
  transactionalDdl: boolean
  /** What to tell instead of doing what the line says; left out, it is done. */
  ask?: FlaskAsk
}

/** `both`: what either answer to a rename question of the line would lead to. `python`: the scripts, for Alembic. */
export type FlaskAsk = { kind: 'both'; pair: RenamePair } | { kind: 'python' }

export type FlaskTold =
  | { kind: 'both'; pair: RenamePair; before: TableSnapshot | null; outcomes: RenameOutcome[] }
  /** Scripts by path, `migrations/versions/a1b2_add_users.py`. */
  | { kind: 'python'; files: Record<string, string> }

/** What one answer leads to, tried on a copy of the database. */
export interface RenameOutcome {
  answer: RenameAnswer['answer']
  /** The body of the script's `upgrade`. */
  script: string
  /** The table afterwards, with its first rows; null: there is none. */
  after: TableSnapshot | null
  /** Values (of a table: rows) that are there under the new name afterwards. */
  kept: number
  /** Why the script fails on these rows. */
  error: TraceError | null
}

/** What a line said and did. */
export interface FlaskAnswer {
  stdout: string
  stderr: string
  exit: number
  /** Changed files by path; null: deleted. */
  files: Record<string, string | null>
  /** One for each script that ran. */
  traces: MigrationTrace[]
  questions: RenameQuestion[]
  findings: Finding[]
  problem: FlaskProblem | null
  /** Path of a script to look at. */
  open: string | null
  /** Left out when nothing was asked. */
  told?: FlaskTold
  /** The database at each revision that the line came through: where it began, after each script. */
  passed: PassedDatabase[]
}

/** How far the copy of a table's rows is, while it is rebuilt. */
export interface CopyProgress {
  table: string
  /** Rows copied so far. */
  done: number
  total: number
}

/** A database as it was at some revision. */
export interface PassedDatabase {
  /** What alembic_version held: nothing before the first migration, several on branches. */
  revisions: string[]
  /** The bytes of its file. */
  database: Uint8Array
  /** How many rows each table has, where that was counted. */
  rows?: Record<string, number>
}

/** A line of the `flask` command line has run: what came of it, and where the database and its scripts are now. */
export interface FlaskEvent {
  kind: 'flask'
  line: string
  exit: number
  /** What it printed, the first 4000 characters. */
  output: string
  /** The term of what went wrong; null when nothing did. */
  problem: string | null
  /** Each script that ran, in order. */
  ran: {
    revision: string | null
    direction: MigrationTrace['direction']
    ok: boolean
    operations: Pick<OperationTrace, 'directive' | 'table' | 'lossy' | 'counts'>[]
  }[]
  /** Ids of the scripts in the folder. */
  scripts: string[]
  /** Those of them that none follows. */
  heads: string[]
  /** What alembic_version holds. */
  current: string[]
}

/** What went wrong, what it means, and the ways out as commands. */
export interface FlaskProblem {
  /** Alembic's or SQLAlchemy's term. */
  term: string
  message: string
  hint: string | null
  actions: { label: string; command: string }[]
}

/** One way to go on with a line: the whole word that takes the place of the last one. */
export interface FlaskCompletion {
  word: string
  help: string
}

/** A dropped and an added name. `table` is the new name of a column's table; for a table it is the old name. */
export interface RenamePair {
  kind: 'table' | 'column'
  table: string
  from: string
  to: string
}

/** What was decided about them. */
export interface RenameAnswer extends RenamePair {
  answer: 'renamed' | 'dropAndAdd'
}

/** Something was dropped and something like it added: was it renamed? */
export interface RenameQuestion extends RenamePair {
  /** `users.username -> login`. */
  id: string
  /** The question in words. */
  text: string
  evidence: {
    fromType: string
    toType: string
    sameType: boolean
    sameNullability: boolean
    /** Same primary key, unique, index and foreign keys. */
    sameConstraints: boolean
    /** Values (of a table: rows) that dropping would lose, and the first five of them. */
    lost: number
    sample: SqlValue[][]
    /** How many values would not fit the new type. */
    unfit: number
  }
  /** How much speaks for a rename, from 0 to 1. */
  likelihood: number
}

/** One migration, recorded whole: everything that a player draws. */
export interface MigrationTrace {
  revision: string | null
  direction: 'upgrade' | 'downgrade'
  /** First line of the script's comment. */
  message: string
  operations: OperationTrace[]
  /** Every statement in order. */
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
  /** The directive as script text, and in words. */
  directive: string
  describe: string
  table: string | null
  path: 'native' | 'rebuild' | 'data' | 'nothing'
  /** Why this path, in one sentence. */
  because: string
  /** What Alembic does otherwise. */
  note: string | null
  lossy: boolean
  reversible: 'reversible' | 'schema only' | 'no'
  /** The directive that undoes it. */
  reverse: string | null
  lint: Finding[]
  /** Touched tables before and after. */
  before: TableSnapshot[]
  after: TableSnapshot[]
  rows: RowsDiff[]
  counts: RowCounts
  /** The directive's line in the script, when it is known. */
  place: Place | null
  error: TraceError | null
}

/** What a statement does in its migration; a rebuild goes from `create` to `indexes`. */
export type MigrationPhase =
  | 'foreign keys off'
  | 'begin'
  | 'native'
  | 'create'
  | 'copy'
  | 'drop'
  | 'rename'
  | 'indexes'
  | 'data'
  | 'version'
  | 'check'
  | 'commit'
  | 'rollback'
  | 'foreign keys on'

/** One statement of a migration. */
export interface StepTrace {
  /** Index in `operations`, or null for what belongs to the whole migration. */
  operation: number | null
  phase: MigrationPhase
  sql: string
  /** One list for each execution, the first few. */
  parameters: SqlValue[][]
  because: string
  before: TableSnapshot[]
  after: TableSnapshot[]
  rows: RowsDiff[]
  counts: RowCounts
  ms: number
  error: TraceError | null
}

/** Rows of every table before and after; null: there is no such table. */
export type RowCounts = Record<string, { before: number | null; after: number | null }>

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

/** Something to know before an operation runs. */
export interface Finding {
  /** Atlas' code where it has one (`DS103`), else our own (`BR104`). */
  code: string
  severity: 'error' | 'warning' | 'note'
  message: string
  /** What to do about it. */
  fix: string | null
  /** Values that prove it, the first five. */
  evidence: SqlValue[]
}
