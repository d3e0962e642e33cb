import type { FlaskAnswer, FlaskCompletion, FlaskLine, Place } from '../../protocol'
import { complete, type RevisionModule, runCommand, sa } from '../migrate'
import type { MetaData } from '../schema/table'
import { Connection, type Sqlite } from '../sqlite'

/** What the `flask` command line works with. */
export interface FlaskHost {
  sqlite: Sqlite
  connection: Connection
  metadata: MetaData
  url: string
}

export interface Flask {
  /** The namespace that migration scripts import. */
  readonly sa: Record<string, unknown>
  /**
   * Runs one line. Never throws: what went wrong is in the answer.
   * @param scripts what the migration scripts export, by path
   * @param place the learner's line that is running
   */
  run(line: FlaskLine, scripts: ReadonlyMap<string, object>, place: () => Place | null): FlaskAnswer
  /** What can follow a line that is being typed. */
  complete(line: string, revisions: readonly { revision: string; message: string }[]): FlaskCompletion[]
}

/** The `flask` command line over a workspace's database and models. */
export function createFlask({ sqlite, connection, metadata, url }: FlaskHost): Flask {
  return {
    sa,
    complete,
    run({ line, files, newRevision, now, answers, failAfter, transactionalDdl }, scripts, place) {
      metadata.resolveTypes()
      return runCommand(line, {
        files,
        connection,
        metadata,
        load: (path) => scripts.get(path) as RevisionModule,
        scratch: () => Connection.open(sqlite, null, { foreignKeys: connection.foreignKeys }),
        newRevision: () => newRevision,
        now: () => new Date(now),
        databaseUrl: url,
        answers,
        run: { failAfter, transactionalDdl, place },
      })
    },
  }
}
