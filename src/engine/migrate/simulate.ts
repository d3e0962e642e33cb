import { Connection, type Sqlite } from '../sqlite'
import { type Migration, type RunOptions, type RunResult, runMigrations } from './run'

/** The database to rehearse on: bytes of a file, or an open connection, which is copied and stays as it is. */
export type Source = Uint8Array | Connection | null

export interface Simulation extends RunResult {
  /** The copy's bytes afterwards. */
  database: Uint8Array
}

/**
 * Runs migrations on a copy and records everything. Applying them runs the very same plan on the real database.
 * @param options as for runMigrations; `foreignKeys: 'as set'` is taken as the connection has it
 * @throws SqliteError when an open connection is inside a transaction that has written
 */
export function simulate(
  sqlite: Sqlite,
  source: Source,
  migrations: readonly Migration[],
  options: RunOptions & { enforceForeignKeys?: boolean } = {},
): Simulation {
  const open = source instanceof Connection
  const copy = Connection.open(sqlite, open ? source.export() : source, {
    foreignKeys: options.enforceForeignKeys ?? (open && source.foreignKeys),
  })
  try {
    const result = runMigrations(copy, migrations, options)
    return { ...result, database: copy.export() }
  } finally {
    copy.close()
  }
}
