import type { FlaskTold, RenameOutcome, RenamePair } from '../../../protocol'
import { quoted } from '../../schema/ddl'
import type { Connection } from '../../sqlite'
import { autogenerate } from '../autogenerate'
import { renderBody } from '../operations/render'
import { traceError } from '../recorder'
import { runMigrations } from '../run'
import { tableNow } from '../snapshot'
import type { Session } from './environment'

/** What either answer to a rename question leads to: the script, and the table after it has run on a copy of the database. */
export function bothAnswers(s: Session, pair: RenamePair): FlaskTold {
  const { environment, mode, settings } = s
  const { connection, metadata, answers = [] } = environment
  const outcome = (answer: RenameOutcome['answer']): RenameOutcome => {
    const { upgrade } = autogenerate(connection, metadata, { mode, answers: [...answers, { ...pair, answer }], ...settings })
    const copy = environment.scratch(connection.export())
    try {
      const migration = { revision: null, direction: 'upgrade', message: '', body: upgrade } as const
      const { error } = runMigrations(copy, [migration], { mode, trace: false })
      const table = pair.kind === 'table' ? pair.to : pair.table
      const after = tableNow(copy, table)
      const kept = after && error === null ? valuesIn(copy, table, pair) : 0
      return { answer, script: renderBody(upgrade), after, kept, error: error && traceError(error) }
    } finally {
      copy.close()
    }
  }
  const stored = answers.find((a) => a.kind === 'table' && a.answer === 'renamed' && a.to === pair.table)?.from
  const before = tableNow(connection, pair.kind === 'table' ? pair.from : (stored ?? pair.table))
  return { kind: 'both', pair, before, outcomes: [outcome('renamed'), outcome('dropAndAdd')] }
}

/** Values of the new column, or rows of the new table. */
function valuesIn(connection: Connection, table: string, { kind, to }: RenamePair): number {
  const what = kind === 'table' ? '*' : quoted(to)
  return Number(connection.quietly(`SELECT count(${what}) FROM ${quoted(table)}`)[0]![0])
}
