import { createFlask } from '../../src/engine/db/flask'
import type { Workspace, WorkspaceOptions } from '../../src/engine/db/workspace'
import { MetaData } from '../../src/engine/schema'
import { Connection } from '../../src/engine/sqlite'

/** A workspace whose `db` only sends SQL: enough to test the lab and the sandbox by themselves. */
export function createWorkspace({ sqlite, database, url, foreignKeys, maxPages, emit }: WorkspaceOptions): Workspace {
  const connection = Connection.open(sqlite, database, { foreignKeys, ...(maxPages !== undefined && { maxPages }) })
  const registered: unknown[] = []
  const db = {
    registered,
    register: (model: unknown) => registered.push(model),
    Model: (table: string) =>
      class {
        static table = table
        id: number | null = null
      },
    run: (sql: string, parameters: never[] = []) => connection.all(sql, parameters),
    text: (sql: string) => sql,
    session: { execute: (sql: string) => connection.all(sql), commit: () => {}, rollback: () => {} },
    begin: () => connection.begin(),
    commit: () => connection.commit(),
    rollback: () => connection.rollback(),
    savepoint: (action: 'savepoint' | 'release' | 'rollback to', name: string) => connection.savepoint(action, name),
  }
  return {
    connection,
    modules: { backref: { db } },
    globals: { db },
    describe: () => null,
    querySql: () => null,
    modelName: () => null,
    shellNames: () => ({}),
    visit: async () => {},
    flask: createFlask({ sqlite, connection, metadata: new MetaData(), url, emit }),
    close: () => connection.close(),
  }
}
