import initSqlJs, { type Config, type SqlJsStatic } from 'sql.js'

export type Sqlite = SqlJsStatic
export type SqliteSource = Config

/**
 * Starts SQLite (WebAssembly). In the sandbox the bytes or a compiled module are handed in through `source`, because
 * nothing can be fetched there; under Node, sql.js finds its own file.
 */
export function loadSqlite(source?: SqliteSource): Promise<Sqlite> {
  return initSqlJs({ ...source, useOldExtensionFunctions: false })
}
