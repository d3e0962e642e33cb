import type { FlaskAnswer, FlaskAsk, FlaskProblem, RenameAnswer } from '../../../protocol'
import { reflectTables } from '../../schema/reflect'
import type { MetaData } from '../../schema/table'
import type { Connection } from '../../sqlite'
import type { Mode } from '../plan-types'
import { CommandError, noFolder } from '../revisions/errors'
import { RevisionGraph } from '../revisions/graph'
import { type LoadScript, readScripts } from '../revisions/script'
import type { RunOptions } from '../run'
import { countAll } from '../snapshot'

/** What the commands work with. They change nothing but the database; changed files are in the result. */
export interface Environment {
  /** All files by path: `migrations/versions/a1_first.ts`. */
  files: Readonly<Record<string, string>>
  /** The database. It must not be inside a transaction. */
  connection: Connection
  /** The models. */
  metadata: MetaData
  load: LoadScript
  /** A database of its own, to be closed: empty, or from the bytes of a file. */
  scratch: (database?: Uint8Array) => Connection
  /** Twelve hexadecimal digits. */
  newRevision: () => string
  now: () => Date
  /** `sqlite:///data.sqlite`. */
  databaseUrl: string
  /** Where the project is, as shown before `/migrations`. */
  root?: string
  /** Default `migrations`. */
  directory?: string
  mode?: Mode
  /** Answers to the rename questions of the command before. */
  answers?: readonly RenameAnswer[]
  /** Keep the database as it is at each revision that is passed. Default false. */
  keepPassed?: boolean
  /** What to tell instead of doing what the line says. */
  ask?: FlaskAsk
  run?: Omit<RunOptions, 'mode'>
}

/** Collects what a command says and does. */
export class Session {
  readonly result: FlaskAnswer = {
    stdout: '',
    stderr: '',
    exit: 0,
    files: {},
    traces: [],
    questions: [],
    findings: [],
    problem: null,
    open: null,
    passed: [],
  }
  readonly directory: string
  readonly mode: Mode
  readonly settings: Settings
  /** Alembic's environment has started: from then on errors are logged. */
  started = false
  private known: RevisionGraph | null = null

  /** @param directory where the scripts are, if the line says so */
  constructor(
    readonly environment: Environment,
    directory?: string,
  ) {
    this.directory = directory ?? environment.directory ?? 'migrations'
    this.mode = environment.mode ?? 'safe'
    this.settings = readSettings(environment.files[`${this.directory}/alembic.ini`] ?? '')
  }

  out(line: string) {
    this.result.stdout += `${line}\n`
  }
  err(line: string) {
    this.result.stderr += `${line}\n`
  }
  info(logger: string, line: string) {
    this.err(`INFO  [${logger}] ${line}`)
  }

  get shownDirectory(): string {
    return `${this.environment.root ? `${this.environment.root}/` : ''}${this.directory}`
  }

  /** @throws CommandError when there is no folder, or the scripts do not fit together */
  graph(): RevisionGraph {
    this.known ??= new RevisionGraph(readScripts(this.environment.files, this.environment.load, this.directory), (warning) =>
      this.err(warning),
    )
    return this.known
  }

  /** @throws CommandError when `flask db init` has not been run */
  needFolder() {
    const there = Object.keys(this.environment.files).some((p) => p.startsWith(`${this.directory}/`))
    if (!there) throw noFolder(this.shownDirectory)
  }

  /** The database is at these revisions now, and nothing is open. */
  passes(revisions: Iterable<string>) {
    const { keepPassed, connection } = this.environment
    if (!keepPassed) return
    const names = reflectTables(connection).keys()
    const rows = Object.fromEntries(countAll(connection, names))
    this.result.passed.push({ revisions: [...revisions].sort(), database: connection.export(), rows })
  }

  /** Says how migrations run, as Alembic does when it opens the database. */
  start(offline = false) {
    this.started = true
    const logger = 'alembic.runtime.migration'
    this.info(logger, 'Context impl SQLiteImpl.')
    if (offline) this.info(logger, 'Generating static SQL')
    this.info(logger, `Will assume ${this.transactional ? '' : 'non-'}transactional DDL.`)
  }

  get transactional(): boolean {
    return this.environment.run?.transactionalDdl ?? this.mode === 'safe'
  }

  write(path: string, text: string) {
    this.result.files[path] = text
  }

  actionsOf(error: unknown): FlaskProblem['actions'] {
    return error instanceof CommandError ? [...error.actions] : []
  }
}

/** What alembic.ini can set. */
export interface Settings {
  compareServerDefault: boolean
  renderAsBatch: boolean
}

export const settingsFile = `# Settings of the migrations.

[alembic]
# Compare the DEFAULT clauses of columns too.
compare_server_default = false

# Write changes of existing tables inside op.batchAlterTable(...).
render_as_batch = true
`

export function readSettings(text: string): Settings {
  const value = (key: string) => new RegExp(`^\\s*${key}\\s*=\\s*(\\w+)`, 'm').exec(text)?.[1]?.toLowerCase()
  return { compareServerDefault: value('compare_server_default') === 'true', renderAsBatch: value('render_as_batch') !== 'false' }
}
