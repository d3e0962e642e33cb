import type { MigrationPhase, SqlValue } from '../../protocol'
import type { TermError } from '../schema/errors'
import type { ReflectedTable } from '../schema/reflect'

/** One statement of a plan. */
export interface PlannedStatement {
  phase: MigrationPhase
  sql: string
  parameters?: readonly SqlValue[]
  /** Several sets of parameters: one execution for each. */
  sets?: readonly (readonly SqlValue[])[]
  /** Why, in a sentence. */
  because: string
  /** Run when this statement fails, before the error goes on. */
  rescue?: string
  /** The same copy for rows whose rowid is above the first and up to the second parameter. */
  chunked?: { table: string; sql: string }
  /** It is not run. A text: the database answers as SQLite before 3.53 does, with this error. */
  refused?: string | TermError
}

/** How an operation is carried out, and why so. */
export interface Plan {
  path: 'native' | 'rebuild' | 'data' | 'nothing'
  /** One sentence. */
  because: string
  statements: PlannedStatement[]
  /** What Alembic would have done otherwise, where it differs. */
  note?: string
  /** The error that follows the statements. */
  fails?: TermError
}

/** What planning needs to know of the database. */
export interface SchemaState {
  tables: Map<string, ReflectedTable>
  /** Rows of a table. */
  rows(table: string): number
  /** Foreign keys are enforced while the migration runs. */
  foreignKeys: boolean
  /** Views, or triggers of other tables, that may name a table. */
  dependents: boolean
}

/** `safe`: what this SQLite can do, in the safe order. `alembic`: statement for statement what Alembic does on SQLite 3.40. */
export type Mode = 'safe' | 'alembic'
