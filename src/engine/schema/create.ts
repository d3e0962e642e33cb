import type { Reason } from '../../protocol'
import type { Connection } from '../sqlite'
import { createIndex, createTable, dropTable } from './ddl'
import type { MetaData, Table } from './table'

const ddl: Reason = { kind: 'ddl' }
const looking: Reason = { kind: 'inspect', detail: 'does the table exist?' }

/** What these functions need: the connection, and the wrapping of its errors. */
export interface DdlTarget {
  connection: Connection
  guarded<T>(work: () => T): T
  warn(message: string): void
}

/** Runs in a transaction of its own; inside a session's transaction it joins that one (schema/072). */
function inTransaction(t: DdlTarget, work: () => void): void {
  if (t.connection.inTransaction) return work()
  t.connection.begin(ddl)
  try {
    work()
  } catch (error) {
    t.connection.rollback(ddl)
    throw error
  }
  t.connection.commit(ddl)
}

const exists = (t: DdlTarget, table: Table): boolean => {
  const name = table.name.replaceAll('"', '""')
  return (
    t.connection.all(`PRAGMA main.table_info("${name}")`, [], looking).length > 0 ||
    t.connection.all(`PRAGMA temp.table_info("${name}")`, [], looking).length > 0
  )
}

/**
 * CREATE TABLE for every table that is not there. Existing tables are neither altered nor checked (schema/065).
 * @throws TermError NoReferencedTableError, NoReferencedColumnError, CompileError
 */
export function createAll(metadata: MetaData, t: DdlTarget, only?: readonly Table[]): void {
  inTransaction(t, () => {
    const tables = only ?? [...metadata.tables.values()]
    const missing = new Set(tables.filter((table) => !exists(t, table)))
    metadata.check()
    metadata.resolveTypes()
    for (const table of metadata.sorted().tables) if (missing.has(table)) t.guarded(() => createOne(t, table))
  })
}

function createOne(t: DdlTarget, table: Table): void {
  t.connection.run(createTable(table), [], ddl)
  for (const index of table.indexes) t.connection.run(createIndex(table, index), [], ddl)
}

/** Creates one table, whether or not it exists. @throws TermError OperationalError when it does */
export function createTableNow(metadata: MetaData, t: DdlTarget, table: Table, checkFirst: boolean): void {
  metadata.resolveTypes()
  inTransaction(t, () => {
    if (checkFirst && exists(t, table)) return
    t.guarded(() => createOne(t, table))
  })
}

/** Drops one table. @throws TermError OperationalError when it does not exist, unless `checkFirst` */
export function dropTableNow(t: DdlTarget, table: Table, checkFirst: boolean): void {
  inTransaction(t, () => {
    if (checkFirst && !exists(t, table)) return
    t.guarded(() => t.connection.run(dropTable(table), [], ddl))
  })
}

/** DROP TABLE in the reverse of the order of creation (schema/067). */
export function dropAll(metadata: MetaData, t: DdlTarget, only?: readonly Table[]): void {
  inTransaction(t, () => {
    const { tables, cycle } = metadata.sorted()
    const there = new Set((only ?? [...metadata.tables.values()]).filter((table) => exists(t, table)))
    if (cycle.length) {
      t.warn(
        `Can't sort tables for DROP; an unresolvable foreign key dependency exists between tables: ${cycle
          .map((c) => c.name)
          .sort()
          .join(
            ', ',
          )}; and backend does not support ALTER.  To restore at least a partial sort, apply use_alter=True to ForeignKey and ForeignKeyConstraint objects involved in the cycle to mark these as known cycles that will be ignored.`,
      )
    }
    const order = cycle.length ? [...metadata.tables.values()] : [...tables].reverse()
    for (const table of order) if (there.has(table)) t.guarded(() => t.connection.run(dropTable(table), [], ddl))
  })
}
