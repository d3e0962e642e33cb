import { Query, stateOf } from '../orm'
import { Connection } from '../sqlite'
import { createDb } from './sqlalchemy'
import type { Workspace, WorkspaceOptions } from './workspace'

export { createDb, type Db } from './sqlalchemy'
export { parseUrl } from './url'
export type { Workspace, WorkspaceOptions } from './workspace'

/**
 * Opens a database and makes everything that a learner's code stands on.
 * @throws SqliteError when the bytes are no database; TermError when the URL is wrong
 */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const connection = Connection.open(options.sqlite, options.database, {
    foreignKeys: options.foreignKeys,
    maxPages: options.maxPages,
  })
  const { db, registry } = createDb(connection, { SQLALCHEMY_DATABASE_URI: options.url }, options.emit)
  return {
    connection,
    modules: { backref: { db } },
    globals: { db },
    describe(value) {
      const s = stateOf(value)
      return s ? { object: s.ref, text: registry.textOf(s) } : null
    },
    querySql(value) {
      if (!(value instanceof Query)) return null
      try {
        return String(value)
      } catch {
        return null
      }
    },
    modelName(value) {
      return typeof value === 'function' && Object.hasOwn(value, '__className__')
        ? String((value as unknown as { __className__: string }).__className__)
        : null
    },
    close: () => connection.close(),
  }
}
