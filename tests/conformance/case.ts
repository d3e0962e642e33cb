import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Stmt } from './python/tree'

/** A recorded value: JSON, with one-key objects for what JSON cannot say. */
export type Recorded = null | boolean | number | string | Recorded[] | { [key: string]: Recorded }

export type RecordedSql =
  | { tx: 'BEGIN' | 'COMMIT' | 'ROLLBACK' }
  | { sql: string; params?: Recorded[] | { [name: string]: Recorded }; many?: Recorded[][]; introspection?: true }
  | { repeated: number }

export interface RecordedError {
  type: string
  module: string
  message: string
}

export interface Step {
  py: string
  tree?: Stmt
  sql: RecordedSql[]
  sql_count?: number
  result?: Recorded
  repr?: string
  repr_sql?: RecordedSql[]
  error?: RecordedError
  warnings?: { type: string; message: string }[]
  stdout?: string
}

export interface SessionCase {
  id: string
  group: string
  kind: 'session'
  title: string
  tags?: string[]
  config?: { [key: string]: Recorded }
  models?: string
  models_python?: string
  create_all_first?: false
  setup?: string
  own_app?: true
  steps: Step[]
  gc_sensitive?: number[]
  /** `row_count` where a long table is shortened to its first and last rows. */
  tables?: { [table: string]: { columns: string[]; rows: Recorded[][]; row_count?: number } }
  sqlite_master?: { type: string; name: string; table: string; sql: string | null }[]
}

export interface OtherCase {
  id: string
  group: string
  kind: 'migration' | 'cli'
  title: string
}

export type Case = SessionCase | OtherCase

/** Recordings of a folder, with the Python source of the model sets that they share. */
export interface Recordings {
  cases: Case[]
  models: Map<string, string>
}

/**
 * Reads a folder of recordings: the case files themselves, or the folder that holds `cases` and `models`.
 * @throws Error when there are none
 */
export function readRecordings(folder: string): Recordings {
  const root = existsSync(join(folder, 'cases')) ? join(folder, 'cases') : folder
  if (!existsSync(root) || !statSync(root).isDirectory()) throw new Error(`there is no folder ${folder}`)
  const cases = readJson<Case>(root).filter((c) => typeof c.id === 'string' && typeof c.kind === 'string')
  if (cases.length === 0) throw new Error(`no recorded cases in ${root}`)
  cases.sort((a, b) => (a.id < b.id ? -1 : 1))
  const shared = [join(folder, 'models'), join(dirname(root), 'models')].find(existsSync)
  const models = new Map((shared ? readJson<{ name: string; python: string }>(shared) : []).map((m) => [m.name, m.python]))
  return { cases, models }
}

function readJson<T>(folder: string): T[] {
  return readdirSync(folder)
    .filter((f) => f.endsWith('.json'))
    .map((f) => JSON.parse(readFileSync(join(folder, f), 'utf8')) as T)
}
