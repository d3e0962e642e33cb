import type { ObjectState, ReasonKind, SqlValue, StatementKind } from '../../../protocol'

/** A cell of an expected row. YAML gives it, so it is one of these. */
export type Cell = string | number | boolean | null

/** Bounds of a count; `exactly` says both at once. */
export interface Count {
  exactly?: number
  atLeast?: number
  atMost?: number
}

/** The rows of a table when the run has ended. */
export interface RowsCheck {
  kind: 'rows'
  table: string
  /**
   * Columns to look at: `username`, or along foreign keys `role_id.name`. All of the table's, in its order, when null.
   */
  columns: string[] | null
  /** Only rows with these values; keys are columns as above. */
  where: Record<string, Cell>
  /** `set`: each different row once, in any order; `bag`: in any order; `list`: in the table's order. */
  as: 'set' | 'bag' | 'list'
  /** Exactly these rows. */
  are: Cell[][] | null
  /** At least these rows. */
  include: Cell[][] | null
  count: Count | null
}

/** How many statements of a kind were sent. */
export interface SqlCheck {
  kind: 'sql'
  statement: StatementKind | null
  /** The statement without quotes and in lower case, values as `?`; `*` stands for anything: `update users set role_id = ? *`. */
  shape: string | null
  because: ReasonKind | null
  count: Count
}

export interface ColumnExpectation {
  /** Declared type, compared without regard to case. */
  type?: string
  nullable?: boolean
  unique?: boolean
  indexed?: boolean
  primaryKey?: boolean
  /** `roles.id`, or null for no foreign key. */
  references?: string | null
}

/** Statements that were sent in this order; others may stand between them. */
export interface OrderCheck {
  kind: 'order'
  /** As in SqlCheck. */
  shapes: string[]
}

/** A table as the database has it when the run has ended. */
export interface SchemaCheck {
  kind: 'schema'
  table: string
  /** The table is absent. */
  absent: boolean
  has: Record<string, ColumnExpectation>
  /** Columns that it has not. */
  lacks: string[]
}

/** A value shown beside a line. */
export interface ValuesCheck {
  kind: 'values'
  /** The text of the value, exactly as shown: `[<User 'susan'>]`. */
  text: string
  cell: string | null
}

/** What the run writes with `console`. */
export interface ConsoleCheck {
  kind: 'console'
  /** The values of one call, as shown, with a space between them. */
  text: string
  count: Count
}

/** Objects of a class, by their state in the session. */
export interface StateCheck {
  kind: 'state'
  model: string
  /** The state at the end of the run. */
  is: ObjectState | null
  /** States that the object went through, in this order. */
  through: ObjectState[]
  count: Count
}

/** The session at the end of the run. */
export interface SessionCheck {
  kind: 'session'
  /** Objects added and not yet sent. */
  new: Count | null
  /** Saved objects that were changed since the last flush. */
  dirty: Count | null
  /** Whether a transaction is open. */
  open: boolean | null
}

/** An attribute that the run sets on an object of a class. */
export interface AttributeCheck {
  kind: 'attribute'
  model: string
  key: string
  /** Only on an object that has its row already. */
  saved: boolean
}

/** An error that the run meets (`term` such as `IntegrityError`), or none at all (`term` null). */
export interface ProblemCheck {
  kind: 'problem'
  term: string | null
  /** A part of its message. */
  says: string | null
  severity: 'error' | 'warning'
}

/** How often the app was asked like this. */
export interface RequestsCheck {
  kind: 'requests'
  method: string | null
  /** Path and query; `*` stands for anything. */
  url: string | null
  status: number | null
  /** Where the answer sends the browser, as a path; `*` stands for anything. */
  to: string | null
  /** A part of the answer's text, without its markup. */
  says: string | null
  count: Count
}

/** The last page that the app has sent. */
export interface PageCheck {
  kind: 'page'
  /** A part of its text, without its markup. */
  text: string
  /** It must not be there. */
  absent: boolean
}

/** What was typed into the Migrations panel and what came of it. */
export interface MigrationCheck {
  kind: 'migration'
  /** A line like this was typed; `*` stands for anything. `exit` and `says` are about the last such line. */
  line: string | null
  exit: number | null
  /** A part of what the line printed. */
  says: string | null
  /** Where the database is now: at the `head`, at the `base`, `behind` the newest script, or at this revision. */
  current: string | null
  scripts: Count | null
  heads: Count | null
  /** Operations that ran, in this order, as `addColumn users.age`; `*` stands for anything. */
  operations: string[]
  /** Operations that did not run. */
  never: string[]
  direction: 'upgrade' | 'downgrade'
  /** Tables from which no migration took a row or a value. */
  keeps: string[]
}

/** Something was used: seen from what it caused. */
export interface UsesCheck {
  kind: 'uses'
  what: Used
  count: Count
}

/** Why a statement was sent, what was done with a transaction, or how the app answered. */
export type Used = ReasonKind | 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback to' | 'redirect'

/** The rows of a SELECT when the run has ended. */
export interface QueryCheck {
  kind: 'query'
  sql: string
  as: 'set' | 'bag' | 'list'
  are: Cell[][]
}

/** What holds once further lines were typed, on a copy of files and database: nothing of it is kept. */
export interface CopyCheck {
  kind: 'copy'
  lines: string[]
  checks: Check[]
}

export type Check =
  | RequestsCheck
  | PageCheck
  | MigrationCheck
  | UsesCheck
  | QueryCheck
  | CopyCheck
  | RowsCheck
  | SqlCheck
  | OrderCheck
  | SchemaCheck
  | ValuesCheck
  | ConsoleCheck
  | AttributeCheck
  | StateCheck
  | SessionCheck
  | ProblemCheck

/** What became of a check. */
export interface Verdict {
  met: boolean
  /** What differs, in words; null when met. */
  differs: string | null
}

export const met: Verdict = { met: true, differs: null }

/** A check that does not hold. `differs`: one sentence that says what was found and what is asked for. */
export function unmet(differs: string): Verdict {
  return { met: false, differs }
}

/** Whether a count lies within its bounds. */
export function within(found: number, count: Count): boolean {
  return (
    (count.exactly === undefined || found === count.exactly) &&
    (count.atLeast === undefined || found >= count.atLeast) &&
    (count.atMost === undefined || found <= count.atMost)
  )
}

/** A count's bounds in words: `3`, `at least 1`, `2 to 4`. */
export function bounds(count: Count): string {
  if (count.exactly !== undefined) return String(count.exactly)
  if (count.atLeast !== undefined && count.atMost !== undefined) return `${count.atLeast} to ${count.atMost}`
  if (count.atLeast !== undefined) return `at least ${count.atLeast}`
  return `at most ${count.atMost}`
}

/** `1 row`, `3 rows`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}

/** A value from the database, or an expected cell, as a learner would write it: `'susan'`, `2`, `NULL`. */
export function written(value: SqlValue | Cell | undefined): string {
  if (value === null || value === undefined) return 'NULL'
  if (value instanceof Uint8Array) return plural(value.length, 'byte')
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** Whether a value from the database is the expected cell. SQLite keeps booleans as 0 and 1. */
export function same(found: SqlValue | undefined, expected: Cell): boolean {
  if (found === undefined || found === null) return expected === null
  if (typeof expected === 'boolean') return Number(found) === Number(expected)
  return typeof found === 'bigint' ? found.toString() === String(expected) : found === expected
}
