import type { EventBody, ObjectRef } from '../../protocol'
import type { Connection, Sqlite } from '../sqlite'

export interface WorkspaceOptions {
  sqlite: Sqlite
  /** Bytes of a SQLite file, or null for an empty database. */
  database: Uint8Array | null
  /** The `SQLALCHEMY_DATABASE_URI` to answer to. */
  url: string
  foreignKeys: boolean
  maxPages?: number
  /** Told of objects, flush plans and warnings as they happen; statements go to `connection.listener`. */
  emit: ((body: EventBody) => void) | null
}

/** Everything that a learner's code stands on: one database, one `db`, and what a lab needs to show them. */
export interface Workspace {
  readonly connection: Connection
  /** What `import ... from 'backref'` gives, by specifier. */
  readonly modules: Record<string, Record<string, unknown>>
  /** Names that every cell finds without importing them: `db`, `Flask`, ... */
  readonly globals: Record<string, unknown>
  /** The object's reference and its text (`<User 'susan'>`), or null when the value is not a mapped object. Never causes SQL. */
  describe(value: unknown): { object: ObjectRef; text: string } | null
  /** The SQL of a query object, or null when the value is none. */
  querySql(value: unknown): string | null
  /** The class name when the value is a model class, else null. */
  modelName(value: unknown): string | null
  close(): void
}
