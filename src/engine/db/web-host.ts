import type { Connection, ConnectionListener } from '../sqlite'
import type { WebHost } from '../web'
import type { createDb } from './sqlalchemy'
import type { WorkspaceOptions } from './workspace'

type Made = Pick<ReturnType<typeof createDb>, 'db' | 'registry' | 'scopes'>

/** What an app finds here: the learner's templates, a `db.session` for each request, the moment before a write. */
export function webHost(connection: Connection, { db, registry, scopes }: Made, options: WorkspaceOptions): WebHost {
  return {
    readText: options.readText ?? (() => null),
    evaluate(script, made) {
      if (options.evaluate === undefined) throw new Error('no scripts can run here')
      return options.evaluate(script, made)
    },
    beginContext: () => scopes.begin(),
    beforeFirstWrite: (work) => beforeFirstWrite(connection, () => scopes.flushing, work),
    offerArguments(read) {
      registry.requestArgument = read
    },
    shellNames: () => ({ db, ...Object.fromEntries([...registry.models].map(([name, mapper]) => [name, mapper.cls])) }),
  }
}

/**
 * Calls `work` once, when a flush is about to send its first statement. The transaction that has only read until then is
 * set aside meanwhile, as if there were none: Python's SQLite driver begins one at the first write too. Once something has
 * been written, SQLite would make others wait, so then `work` is not called.
 */
function beforeFirstWrite(connection: Connection, isFlushing: () => boolean, work: () => void): () => void {
  const told = connection.listener
  const changes = () => connection.quietly('SELECT total_changes()')[0]![0]
  const unwritten = changes()
  let done = false
  const before = () => {
    if (!done && isFlushing() && changes() === unwritten) {
      done = true
      const { inTransaction } = connection
      if (inTransaction) connection.quietly('COMMIT')
      connection.inTransaction = false
      work()
      if (inTransaction) connection.quietly('BEGIN')
      connection.inTransaction = inTransaction
    }
    told?.before?.()
  }
  const listener: ConnectionListener = {
    before,
    statement: (record) => told?.statement(record),
    transaction: (action, name, because) => told?.transaction(action, name, because),
  }
  connection.listener = listener
  return () => {
    if (connection.listener === listener) connection.listener = told
  }
}
