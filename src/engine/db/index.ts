import { Query, stateOf } from '../orm'
import { Connection } from '../sqlite'
import { createWeb } from '../web'
import type { ConfiguredApp } from './config'
import { createFlask } from './flask'
import { createDb } from './sqlalchemy'
import { parseUrl } from './url'
import { webHost } from './web-host'
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
  const made = createDb(connection, { SQLALCHEMY_DATABASE_URI: options.url }, options.emit)
  const { db, registry } = made
  const web = createWeb(webHost(connection, made, options))
  const { sqlite, url, emit } = options
  /** `new SQLAlchemy(app)`: the page has one database, so it is the `db` that is there. */
  function SQLAlchemy(app?: ConfiguredApp) {
    if (app !== undefined) db.initApp(app)
    return db
  }
  const flask = createFlask({ sqlite, connection, metadata: registry.metadata, url, emit })
  return {
    connection,
    modules: {
      backref: withNames({ db, SQLAlchemy, makeUrl: parseUrl }, (name) => (name === 'sa' ? flask.sa : web.names[name])),
    },
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
    shellNames: () => web.shellNames(),
    visit: (sent, watch) => web.visit(sent, watch),
    flask,
    close: () => connection.close(),
  }
}

/** `own` with further names, which are asked for only when one of them is used. */
function withNames(own: Record<string, unknown>, more: (name: string) => unknown): Record<string, unknown> {
  return new Proxy(own, {
    get: (target, name) =>
      Reflect.has(target, name) || typeof name === 'symbol' || name === '__esModule' ? Reflect.get(target, name) : more(name),
  })
}
