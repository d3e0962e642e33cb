import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { SqlValue } from '../../protocol'
import type { Connection } from '../sqlite'
import { convert } from './compile'

/** What the learner's own Kysely queries run on: the session's connection, so that they see its transaction. */
export interface KyselyTarget {
  connection(): Connection
  guarded<T>(work: () => T): T
  begin(): void
  commit(): void
  rollback(): void
}

/** A real Kysely instance over the open database: `await db.kysely.selectFrom('users').selectAll().execute()`. */
export function kyselyOver(target: KyselyTarget): Kysely<Record<string, Record<string, unknown>>> {
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const c = target.connection()
      const values = parameters.map((v) => convert(v, null))
      const rows = target.guarded(() => c.all(sql, values as SqlValue[], { kind: 'raw', detail: 'db.kysely' }))
      const names = rows.length ? c.columnNames(sql) : []
      const changes = /^\s*(insert|update|delete|replace)/i.test(sql) ? c.database.getRowsModified() : 0
      return {
        rows: rows.map((row) => Object.fromEntries(names.map((n, i) => [n, row[i]])) as R),
        numAffectedRows: BigInt(changes),
        ...(/^\s*insert/i.test(sql) ? { insertId: BigInt(c.lastInsertRowid()) } : {}),
      }
    },
    // biome-ignore lint/correctness/useYield: Kysely asks for a generator
    async *streamQuery(): AsyncIterableIterator<never> {
      throw new Error('Streaming is not possible here: use execute()')
    },
  }
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: async () => target.begin(),
    commitTransaction: async () => target.commit(),
    rollbackTransaction: async () => target.rollback(),
    releaseConnection: async () => {},
    destroy: async () => {},
  }
  const dialect: Dialect = {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
  return new Kysely({ dialect })
}
