import type { CopyProgress, EventBody, FlaskAnswer, FlaskCompletion, FlaskEvent, FlaskLine, Place } from '../../protocol'
import { complete, type RevisionModule, runCommand, sa } from '../migrate'
import type { MetaData } from '../schema/table'
import { Connection, type Sqlite } from '../sqlite'

/** What the `flask` command line works with. */
export interface FlaskHost {
  sqlite: Sqlite
  connection: Connection
  metadata: MetaData
  url: string
  /** Told of each line that has run. */
  emit: ((body: EventBody) => void) | null
}

/** Who looks on while a line runs. */
export interface FlaskWatch {
  /** The learner's line that is running. */
  place(): Place | null
  /** Told after each piece of a long copy. */
  progress(copied: CopyProgress): void
}

/** Rows that a rebuild copies at a time: often enough to see it move. */
const chunkRows = 5000

export interface Flask {
  /** The namespace that migration scripts import. */
  readonly sa: Record<string, unknown>
  /**
   * Runs one line. Never throws: what went wrong is in the answer.
   * @param scripts what the migration scripts export, by path
   */
  run(line: FlaskLine, scripts: ReadonlyMap<string, object>, watch: FlaskWatch): FlaskAnswer
  /** What can follow a line that is being typed. */
  complete(line: string, revisions: readonly { revision: string; message: string }[]): FlaskCompletion[]
}

/** The `flask` command line over a workspace's database and models. */
export function createFlask({ sqlite, connection, metadata, url, emit }: FlaskHost): Flask {
  return {
    sa,
    complete,
    run({ line, files, newRevision, now, answers, failAfter, transactionalDdl, ask }, scripts, watch) {
      metadata.resolveTypes()
      const answer = runCommand(line, {
        files,
        connection,
        metadata,
        load: (path) => scripts.get(path) as RevisionModule,
        scratch: (database) => Connection.open(sqlite, database, { foreignKeys: connection.foreignKeys }),
        newRevision: () => newRevision,
        now: () => new Date(now),
        databaseUrl: url,
        answers,
        keepPassed: true,
        ask,
        run: { failAfter, transactionalDdl, chunkRows, ...watch },
      })
      // What was only asked has not happened.
      if (!ask) emit?.(eventOf(line, answer, files, connection))
      return answer
    },
  }
}

/** Characters of what a line prints that its event holds. */
const longest = 4000

function eventOf(line: string, answer: FlaskAnswer, before: FlaskLine['files'], connection: Connection): FlaskEvent {
  const { stdout, stderr, exit, problem, traces } = answer
  const texts = Object.entries({ ...before, ...answer.files }).filter(([path]) => /\/versions\/[^/]+\.ts$/.test(path))
  const idsAfter = (name: string, text: string | null) =>
    [...(new RegExp(`^export const ${name}\\b[^=]*=(.*)`, 'm').exec(text ?? '')?.[1] ?? '').matchAll(/['"]([^'"]+)['"]/g)].map(
      ([, id]) => id!,
    )
  const scripts = texts.flatMap(([, text]) => idsAfter('revision', text))
  const followed = texts.flatMap(([, text]) => idsAfter('downRevision', text))
  const hasTable = connection.quietly("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'").length > 0
  return {
    kind: 'flask',
    line,
    exit,
    output: (stdout + stderr).slice(0, longest),
    problem: problem?.term ?? null,
    ran: traces.map(({ revision, direction, ok, operations }) => ({
      revision,
      direction,
      ok,
      operations: operations.map(({ directive, table, lossy, counts }) => ({ directive, table, lossy, counts })),
    })),
    scripts,
    heads: scripts.filter((id) => !followed.includes(id)),
    current: hasTable ? connection.quietly('SELECT version_num FROM alembic_version').map(([id]) => String(id)) : [],
  }
}
