import type { Finding } from '../../../protocol'
import { autogenerate } from '../autogenerate'
import { lintScript } from '../lint'
import { describe } from '../operations/describe'
import type { Operation } from '../operations/types'
import {
  autogenerateWithoutDatabase,
  CommandError,
  folderNotEmpty,
  nothingToMerge,
  notUpToDate,
  operationsDetected,
  renamesToAnswer,
  severalHeadsForRevision,
} from '../revisions/errors'
import { renderScript, scriptFileName, scriptTemplate } from '../revisions/script'
import { currentRevisions, openVersionTable } from '../revisions/version-table'
import { runMigrations } from '../run'
import { bothAnswers } from './compare'
import { type Session, settingsFile } from './environment'
import type { ParsedLine } from './line'

const readme = `Migrations of this database, one script for each step.

  flask db migrate -m "message"   compare the models with the database and write a script
  flask db upgrade                run the scripts that have not run yet
  flask db downgrade              take the last one back
`

/** `flask db init`: makes the folder. */
export function init(s: Session) {
  const { directory, shownDirectory: shown } = s
  if (Object.keys(s.environment.files).some((p) => p.startsWith(`${directory}/`))) throw folderNotEmpty(directory)
  s.out(`Creating directory ${shown} ...  done`)
  s.out(`Creating directory ${shown}/versions ...  done`)
  const files: Record<string, string> = { 'script.ts.mako': scriptTemplate, README: readme, 'alembic.ini': settingsFile }
  for (const [name, text] of Object.entries(files)) {
    s.write(`${directory}/${name}`, text)
    s.out(`Generating ${shown}/${name} ...  done`)
  }
  s.out(`Please edit configuration/connection/logging settings in '${shown}/alembic.ini' before proceeding.`)
}

/** `flask db revision`: an empty script. */
export function revision(s: Session, line: ParsedLine) {
  if (line.options.autogenerate) return migrate(s, line)
  newScript(s, line, [], [])
}

/** `flask db migrate`: compares the models with the database and writes what it takes. */
export function migrate(s: Session, line: ParsedLine) {
  const { environment } = s
  if (line.options.sql) throw autogenerateWithoutDatabase()
  s.start()
  const at = openVersionTable(environment.connection)
  const graph = s.graph()
  const current = at.map((id) => graph.find(id))
  if (current.sort().join() !== graph.realHeads().join()) throw notUpToDate()
  const found = compared(s)
  for (const entry of found.log) s.info('alembic.autogenerate.compare', entry)
  if (found.questions.length) {
    s.result.questions = found.questions
    const { ask } = s.environment
    if (ask?.kind === 'both') s.result.told = bothAnswers(s, ask.pair)
    throw renamesToAnswer(found.questions.map((q) => q.text))
  }
  if (found.upgrade.length === 0) {
    s.info('alembic.env', 'No changes in schema detected.')
    if (s.mode === 'safe') s.out(sameSizes(found.models, found.database))
    return
  }
  s.result.findings = [...found.findings, ...foreseen(s, found.upgrade)]
  newScript(s, line, found.upgrade, found.downgrade)
}

/** What running the script would meet on this database, tried on a copy. `BR110`: it fails, for a reason that no finding tells. */
function foreseen({ environment, mode }: Session, body: readonly Operation[]): Finding[] {
  if (mode !== 'safe') return []
  const copy = environment.scratch(environment.connection.export())
  try {
    const { chunkRows, progress } = environment.run ?? {}
    const migration = { revision: null, direction: 'upgrade', message: '', body } as const
    const { traces, error } = runMigrations(copy, [migration], { mode, chunkRows, progress })
    const findings = traces
      .flatMap(({ operations }) => operations.flatMap(({ lint }) => lint))
      .filter(({ severity }) => severity !== 'note')
    const told = error === null || findings.some(({ severity }) => severity === 'error')
    const message = `Will fail on this database: ${error?.message}`
    return [...findings, ...(told ? [] : [{ code: 'BR110', severity: 'error' as const, message, fix: error.hint, evidence: [] }])]
  } finally {
    copy.close()
  }
}

const compared = ({ environment, mode, settings }: Session) =>
  autogenerate(environment.connection, environment.metadata, { mode, answers: environment.answers, ...settings })

function sameSizes(models: { tables: number; columns: number }, database: { tables: number; columns: number }): string {
  const size = ({ tables, columns }: { tables: number; columns: number }) =>
    `${tables} ${tables === 1 ? 'table' : 'tables'} with ${columns} ${columns === 1 ? 'column' : 'columns'}`
  return `Compared the models (${size(models)}) with the database (${size(database)}).`
}

function newScript(s: Session, line: ParsedLine, upgrade: Operation[], downgrade: Operation[]) {
  const graph = s.graph()
  const base = line.options.head
  const heads = typeof base === 'string' && base !== 'head' ? [graph.find(base.replace(/@head$/, ''))] : graph.heads()
  if (heads.length > 1) throw severalHeadsForRevision(heads)
  if (heads[0] !== undefined && !graph.isHead(heads[0]) && !line.options.splice) {
    throw new CommandError(
      `Revision ${heads[0]} is not a head revision; please specify --splice to create a new branch from this revision`,
      'A second script that continues from the same point makes a branch.',
    )
  }
  save(s, line, heads, upgrade, downgrade)
}

function save(s: Session, line: ParsedLine, downRevisions: string[], upgrade: Operation[], downgrade: Operation[]) {
  const { environment, directory } = s
  const text = (name: string) => (typeof line.options[name] === 'string' ? (line.options[name] as string) : '')
  const id = text('rev-id') || environment.newRevision()
  const file = scriptFileName(id, text('message'))
  const source = renderScript(
    {
      revision: id,
      downRevisions,
      message: text('message'),
      created: environment.now(),
      upgrade,
      downgrade,
      branchLabel: text('branch-label') || null,
    },
    environment.files[`${directory}/script.ts.mako`] ?? scriptTemplate,
  )
  s.write(`${directory}/versions/${file}`, source)
  s.result.findings.push(...lintScript(source), ...moreHeads(s, downRevisions))
  s.result.open = `${directory}/versions/${file}`
  s.out(`Generating ${s.shownDirectory}/versions/${file} ...  done`)
}

/** `BR106`: the new script makes one more head. */
function moreHeads(s: Session, downRevisions: readonly string[]): Finding[] {
  const others = s
    .graph()
    .heads()
    .filter((h) => !downRevisions.includes(h))
  if (others.length === 0) return []
  const message = `With this script there is more than one head (${others.join(', ')} too): 'flask db upgrade' will ask which one.`
  return [{ code: 'BR106', severity: 'warning', message, fix: 'Merge them: flask db merge heads.', evidence: [] }]
}

/** `flask db merge`: a script that continues from several. */
export function merge(s: Session, line: ParsedLine) {
  const graph = s.graph()
  const ids = [...new Set(line.arguments.flatMap((a) => (a === 'heads' ? graph.heads() : [graph.find(a)])))]
  if (ids.length < 2) throw nothingToMerge()
  save(s, line, ids, [], [])
}

/** `flask db check`: whether `migrate` would find anything. */
export function check(s: Session) {
  const { connection } = s.environment
  s.start()
  const graph = s.graph()
  const current = currentRevisions(connection).map((id) => graph.find(id))
  if (current.sort().join() !== graph.realHeads().join()) throw notUpToDate()
  const found = compared(s)
  for (const entry of found.log) s.info('alembic.autogenerate.compare', entry)
  if (found.upgrade.length) throw operationsDetected(found.upgrade.map(describe))
  s.out('No new upgrade operations detected.')
}

/** `flask db edit`: opens a script. */
export function edit(s: Session, line: ParsedLine) {
  const graph = s.graph()
  const target = line.arguments[0] ?? 'current'
  const current = target === 'current' ? currentRevisions(s.environment.connection).map((id) => graph.find(id)) : []
  const id = target === 'current' ? current[0] : target === 'head' ? graph.head() : graph.find(target)
  if (!id) throw new CommandError('No current revision', 'The database is before the first script. Name the one to edit.')
  s.result.open = graph.get(id).path
}
