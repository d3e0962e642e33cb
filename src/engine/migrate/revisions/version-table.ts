import type { Reason, SqlValue } from '../../../protocol'
import { createTable, makeTable, StringType } from '../../schema'
import type { Connection } from '../../sqlite'
import { transactionOpen } from '../errors'
import type { RevisionGraph } from './graph'

export const versionTable = 'alembic_version'

/** A statement that moves alembic_version. */
export interface VersionStatement {
  sql: string
  parameters: SqlValue[]
}

export const createVersionTable = (): string =>
  createTable(
    makeTable(
      { name: versionTable, columns: [{ name: 'version_num', type: StringType(32), nullable: false, primaryKey: true }] },
      { pk: '%(table_name)s_pkc' },
    ),
  )

const reading: Reason = { kind: 'migration', detail: 'where is the database?' }

const exists = (connection: Connection) =>
  connection.quietly('SELECT 1 FROM sqlite_schema WHERE type = ? AND name = ?', ['table', versionTable]).length > 0

/** The revisions that the database is at: none, one, or one for each branch. */
export function currentRevisions(connection: Connection): string[] {
  if (!exists(connection)) return []
  return connection
    .all('SELECT alembic_version.version_num \nFROM alembic_version', [], reading)
    .map((r) => String(r[0]))
    .sort()
}

/**
 * The same, before something is written: alembic_version is created where it is missing.
 * @throws TermError InvalidRequestError when a transaction is open
 */
export function openVersionTable(connection: Connection): string[] {
  if (connection.inTransaction) throw transactionOpen()
  if (exists(connection)) return currentRevisions(connection)
  connection.begin(reading)
  try {
    connection.run(createVersionTable(), [], reading)
  } catch (error) {
    connection.rollback(reading)
    throw error
  }
  connection.commit(reading)
  return []
}

const literal = (id: string) => `'${id.replaceAll("'", "''")}'`
const insert = (id: string): VersionStatement => ({
  sql: `INSERT INTO alembic_version (version_num) VALUES (${literal(id)})`,
  parameters: [],
})
const update = (from: string, to: string): VersionStatement => ({
  sql: `UPDATE alembic_version SET version_num=${literal(to)} WHERE alembic_version.version_num = ${literal(from)}`,
  parameters: [],
})
const remove = (id: string): VersionStatement => ({
  sql: `DELETE FROM alembic_version WHERE alembic_version.version_num = ${literal(id)}`,
  parameters: [],
})

/** What follows an applied script: one row for each head. Changes `heads`. */
export function afterUpgrade(graph: RevisionGraph, revision: string, heads: Set<string>): VersionStatement[] {
  const before = graph
    .requiredBy(revision)
    .filter((d) => heads.has(d))
    .sort()
  heads.add(revision)
  for (const id of before) heads.delete(id)
  const last = before.pop()
  return last === undefined ? [insert(revision)] : [...before.map(remove), update(last, revision)]
}

/** What follows a script that was taken back. Changes `heads`. */
export function afterDowngrade(graph: RevisionGraph, revision: string, heads: Set<string>): VersionStatement[] {
  heads.delete(revision)
  const covered = graph.ancestors(heads)
  const back = graph
    .requiredBy(revision)
    .filter((d) => !covered.has(d))
    .sort()
  for (const id of back) heads.add(id)
  const last = back.pop()
  return last === undefined ? [remove(revision)] : [...back.map(insert), update(revision, last)]
}

/** One step of a stamp: what it takes away, what it writes instead (either may be empty), and the statement. */
export interface StampStep extends VersionStatement {
  from: string
  to: string
}

/** From one set of rows to another, with as few statements as Alembic needs. */
export function stampSteps(from: readonly string[], to: readonly string[]): StampStep[] {
  const gone = from.filter((f) => !to.includes(f))
  const made = to.filter((t) => !from.includes(t))
  return [
    ...gone.slice(made.length).map((id) => ({ from: id, to: '', ...remove(id) })),
    ...made.map((id, i) => {
      const old = gone[i]
      return old === undefined ? { from: '', to: id, ...insert(id) } : { from: old, to: id, ...update(old, id) }
    }),
  ]
}
