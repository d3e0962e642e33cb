import type { EventBody, ObjectRef, WebRequest } from '../../protocol'
import type { Connection, Sqlite } from '../sqlite'
import type { MadeOf, Visit } from '../web'
import type { Flask } from './flask'

export type { Web, WebHost } from '../web'
export type { Flask, FlaskHost } from './flask'

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
  /** The text of one of the learner's files that are no code, such as `templates/index.html`, or null. */
  readText?(path: string): string | null
  /** Runs a classic script that was made of one of the learner's files; gives the addresses by which stacks may name it. */
  evaluate?(script: string, made: MadeOf | null): string[]
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
  /** What `flask shell` offers: the app, `db`, the models, and what shellContextProcessor() adds. Nothing before there is an app. */
  shellNames(): Record<string, unknown>
  /**
   * Lets the learner's app answer requests; of two, the second one arrives when the first is about to write.
   * @throws WebError NoAppException
   */
  visit(sent: readonly WebRequest[], watch: Visit): Promise<void>
  /** The `flask db` command line over this database and its models. */
  readonly flask: Flask
  close(): void
}
