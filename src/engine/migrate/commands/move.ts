import type { Connection } from '../../sqlite'
import { databaseError } from '../errors'
import type { PlannedStatement } from '../plan-types'
import { batchWithoutDatabase, CommandError, sqlNeedsRange } from '../revisions/errors'
import type { RevisionGraph } from '../revisions/graph'
import { downgradeWalk, stampTargets, upgradeWalk, type Walk } from '../revisions/targets'
import {
  afterDowngrade,
  afterUpgrade,
  createVersionTable,
  currentRevisions,
  openVersionTable,
  stampSteps,
  versionTable,
} from '../revisions/version-table'
import { type Migration, runMigrations } from '../run'
import type { Session } from './environment'
import type { ParsedLine } from './line'

const logger = 'alembic.runtime.migration'

/** `flask db upgrade`. */
export function upgrade(s: Session, line: ParsedLine) {
  const target = line.arguments[0] ?? 'head'
  if (line.options.sql) return printSql(s, target, 'upgrade')
  move(s, (graph, current) => upgradeWalk(graph, target, current))
}

/** `flask db downgrade`: one back, unless told otherwise. */
export function downgrade(s: Session, line: ParsedLine) {
  const target = line.arguments[0] ?? '-1'
  if (line.options.sql) return printSql(s, target, 'downgrade')
  move(s, (graph, current) => downgradeWalk(graph, target, current))
}

function move(s: Session, walk: (graph: RevisionGraph, current: string[]) => Walk) {
  const { connection } = s.environment
  s.start()
  const current = openVersionTable(connection)
  const graph = s.graph()
  perform(s, connection, graph, walk(graph, current), current)
}

/**
 * Runs the scripts of a walk one after the other.
 * @throws TermError of the script that failed; those before it have happened
 */
function perform(s: Session, connection: Connection, graph: RevisionGraph, walk: Walk, current: readonly string[]) {
  const heads = new Set(current.map((id) => graph.find(id)))
  if (walk.revisions.length > 0) s.passes(heads)
  for (const id of walk.revisions) {
    s.info(logger, `Running ${running(graph, id, walk.direction)}, ${graph.get(id).message || 'empty message'}`)
    const result = runMigrations(connection, [migrationOf(graph, id, walk.direction, heads)], {
      ...s.environment.run,
      mode: s.mode,
    })
    s.result.traces.push(...result.traces)
    if (result.error) throw result.error
    s.passes(heads)
  }
}

function running(graph: RevisionGraph, id: string, direction: Walk['direction']): string {
  const before = graph.get(id).downRevisions.join(', ')
  return direction === 'upgrade' ? `upgrade ${before} -> ${id}` : `downgrade ${id} -> ${before}`
}

/** One script as a migration. Moves `heads` when its operations are done. */
function migrationOf(graph: RevisionGraph, id: string, direction: Walk['direction'], heads: Set<string>): Migration {
  const { module, message } = graph.get(id)
  const body = direction === 'upgrade' ? module.upgrade : module.downgrade
  return {
    revision: id,
    direction,
    message,
    body: body ?? [],
    version: () => (direction === 'upgrade' ? afterUpgrade(graph, id, heads) : afterDowngrade(graph, id, heads)),
  }
}

/** The migrations between the database and a target, for a rehearsal with simulate(). @throws TermError CommandError */
export function plannedMigrations(s: Session, direction: Walk['direction'], target: string): Migration[] {
  const graph = s.graph()
  const current = currentRevisions(s.environment.connection)
  const walk = direction === 'upgrade' ? upgradeWalk(graph, target, current) : downgradeWalk(graph, target, current)
  const heads = new Set(current.map((id) => graph.find(id)))
  return walk.revisions.map((id) => migrationOf(graph, id, walk.direction, heads))
}

/** `flask db stamp`: writes where the database is, and runs nothing. */
export function stamp(s: Session, line: ParsedLine) {
  const { connection } = s.environment
  if (line.options.sql) return printStamp(s, line.arguments[0] ?? 'head')
  s.start()
  const current = openVersionTable(connection)
  const graph = s.graph()
  if (!line.options.purge) for (const id of current) graph.find(id)
  const targets = stampTargets(graph, line.arguments[0] ?? 'head')
  const steps = stampSteps(current, targets)
  for (const { from, to } of steps) s.info(logger, `Running stamp_revision ${from} -> ${to}`)
  s.passes(current)
  connection.begin()
  try {
    for (const { sql, parameters } of steps) connection.run(sql, parameters, { kind: 'migration', detail: 'stamp' })
    connection.commit()
  } catch (error) {
    connection.rollback()
    throw databaseError(error)
  }
  s.passes(targets)
}

/** `stamp --sql`: `b2` for a database that has nothing, `a1:b2` for one that is at a1. */
function printStamp(s: Session, target: string) {
  s.start(true)
  const graph = s.graph()
  const [to = '', from] = target.split(':').reverse()
  const before = from === undefined || from === 'base' ? [] : stampTargets(graph, from)
  if (before.length === 0) print(s, createVersionTable())
  for (const step of stampSteps(before, stampTargets(graph, to))) {
    s.info(logger, `Running stamp_revision ${step.from} -> ${step.to}`)
    s.result.stdout += `-- Running stamp_revision ${step.from} -> ${step.to}\n\n`
    print(s, step.sql)
  }
}

const silent: PlannedStatement['phase'][] = ['check', 'foreign keys off', 'foreign keys on']

/** `--sql`: runs on an empty database and prints the statements instead. */
function printSql(s: Session, target: string, direction: Walk['direction']) {
  const [from, to] = target.includes(':') ? (target.split(':') as [string, string]) : [null, target]
  if (direction === 'downgrade' && from === null) throw sqlNeedsRange()
  s.start(true)
  const graph = s.graph()
  const scratch = s.environment.scratch()
  try {
    scratch.run(createVersionTable())
    const heads = new Set<string>()
    const before = from === null || from === 'base' ? [] : upgradeWalk(graph, from, []).revisions
    run(s, scratch, graph, { direction: 'upgrade', revisions: before }, heads, false)
    const current = [...heads]
    const walk = direction === 'upgrade' ? upgradeWalk(graph, to, current) : downgradeWalk(graph, to, current)
    if (before.length === 0) print(s, createVersionTable())
    run(s, scratch, graph, walk, heads, true)
    if (heads.size === 0 && walk.revisions.length > 0) print(s, `DROP TABLE ${versionTable}`)
  } finally {
    scratch.close()
  }
}

function run(s: Session, scratch: Connection, graph: RevisionGraph, walk: Walk, heads: Set<string>, told: boolean) {
  for (const id of walk.revisions) {
    if (told) s.info(logger, `Running ${running(graph, id, walk.direction)}, ${graph.get(id).message || 'empty message'}`)
    const { traces, error } = runMigrations(scratch, [migrationOf(graph, id, walk.direction, heads)], {
      mode: s.mode,
      transactionalDdl: s.transactional,
      trace: false,
    })
    if (error) throw new CommandError(error.message, error.hint ?? 'The script fails on an empty database.')
    if (!told) continue
    s.result.stdout += `-- Running ${running(graph, id, walk.direction)}\n\n`
    const rebuilt = s.mode === 'alembic' ? traces[0]!.operations.find((o) => o.path === 'rebuild') : undefined
    if (rebuilt) throw batchWithoutDatabase(rebuilt.table ?? '')
    const begins = ['begin', 'commit', 'rollback']
    for (const step of traces[0]!.steps)
      if (!silent.includes(step.phase) && (s.transactional || !begins.includes(step.phase)))
        print(s, withValues(step.sql, step.parameters[0] ?? []))
  }
}

function print(s: Session, sql: string) {
  s.result.stdout += `${sql.trim().replaceAll('\t', '    ')};\n\n`
}

const withValues = (sql: string, values: readonly unknown[]) => {
  let at = 0
  return sql.replace(/'(?:[^']|'')*'|\?/g, (found) => (found === '?' ? literal(values[at++]) : found))
}
const literal = (v: unknown) =>
  v === null || v === undefined
    ? 'NULL'
    : typeof v === 'string'
      ? `'${v.replaceAll("'", "''")}'`
      : v instanceof Uint8Array
        ? `X'${[...v].map((b) => b.toString(16).padStart(2, '0')).join('')}'`
        : String(v)
