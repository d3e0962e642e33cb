import type { CopyProgress, MigrationTrace, Place, Reason, SqlValue } from '../../protocol'
import { quoted } from '../schema/ddl'
import type { TermError } from '../schema/errors'
import { reflectTables } from '../schema/reflect'
import { type Connection, sqliteError, statementKind } from '../sqlite'
import { databaseError, foreignKeysBroken, rowsLost, stoppedHere, transactionOpen } from './errors'
import { boundTo, makeOp, type RunBound } from './operations/facade'
import type { Operation } from './operations/types'
import { plan } from './plan'
import type { Mode, PlannedStatement, SchemaState } from './plan-types'
import type { Op } from './public'
import { Recorder } from './recorder'
import { resolve } from './resolve'
import { countAll, countRows } from './snapshot'

/** One migration: a script's function or a list of operations, and what it does to alembic_version. */
export interface Migration {
  revision: string | null
  direction: 'upgrade' | 'downgrade'
  message: string
  body: readonly Operation[] | ((op: Op) => void)
  /** Statements that move alembic_version, made when the operations are done. */
  version?: () => { sql: string; parameters: SqlValue[] }[]
}

export interface RunOptions {
  /** Default `safe`. */
  mode?: Mode
  /**
   * All of a migration in one transaction. Default: true in mode `safe`. Without it, a transaction only begins at the first
   * INSERT, UPDATE or DELETE, as Python's sqlite3 does: what ran before stays after an error.
   */
  transactionalDdl?: boolean
  /** Fail on purpose after so many operations of the run (from 1). */
  failAfter?: number | null
  /** `off` (default): foreign keys are not enforced while a migration runs, and checked before COMMIT. `as set`: to see what goes wrong. */
  foreignKeys?: 'off' | 'as set'
  /** Record every statement with the tables before and after. Default true. */
  trace?: boolean
  /** A rebuild copies so many rows at a time. Default 20,000. */
  chunkRows?: number
  /** Told after every chunk of a copy. */
  progress?: (copied: CopyProgress) => void
  /** Where the running script is, for the trace. */
  place?: () => Place | null
}

export interface RunResult {
  ok: boolean
  /** One trace for each migration that ran, the failed one included. */
  traces: MigrationTrace[]
  error: TermError | null
}

/**
 * Runs migrations in order and stops at the first that fails. Each one is one transaction (see `transactionalDdl`).
 * @throws TermError InvalidRequestError when a transaction is open already; other errors are in the result
 */
export function runMigrations(connection: Connection, migrations: readonly Migration[], options: RunOptions = {}): RunResult {
  if (connection.inTransaction) throw transactionOpen()
  const runner = new Runner(connection, options)
  const traces: MigrationTrace[] = []
  for (const migration of migrations) {
    const { trace, error } = runner.run(migration)
    traces.push(trace)
    if (error) return { ok: false, traces, error }
  }
  return { ok: true, traces, error: null }
}

const because: Reason = { kind: 'migration' }

class Runner {
  private readonly mode: Mode
  private readonly transactional: boolean
  private readonly guarded: boolean
  private operations = 0
  private recorder!: Recorder
  /** Position of the running operation in its migration. */
  private current: number | null = null

  constructor(
    private readonly connection: Connection,
    private readonly options: RunOptions,
  ) {
    this.mode = options.mode ?? 'safe'
    this.transactional = options.transactionalDdl ?? this.mode === 'safe'
    this.guarded = this.mode === 'safe' && (options.foreignKeys ?? 'off') === 'off'
  }

  run(migration: Migration): { trace: MigrationTrace; error: TermError | null } {
    const { connection } = this
    const recorder = new Recorder(connection, migration, this.options.trace ?? true, this.options.place)
    this.recorder = recorder
    const enforced = connection.foreignKeys
    let error: TermError | null = null
    try {
      if (enforced && this.guarded)
        this.send({
          phase: 'foreign keys off',
          sql: 'PRAGMA foreign_keys=OFF',
          because:
            'Dropping a table that others point at would fire their ON DELETE rules. Inside a transaction this pragma does nothing, so it comes first.',
        })
      const orphans = this.mode === 'safe' ? this.violations() : new Set<string>()
      if (this.transactional) this.begin('All of the migration happens, or nothing of it.')
      this.perform(migration)
      this.current = null
      for (const { sql, parameters } of migration.version?.() ?? [])
        this.send({ phase: 'version', sql, parameters, because: 'alembic_version says where the database is.' })
      if (this.mode === 'safe') this.checkForeignKeys(orphans)
      if (connection.inTransaction) this.control('commit', 'Everything went well.')
    } catch (thrown) {
      error = databaseError(thrown)
      recorder.failed(this.current, error)
      if (connection.inTransaction) this.control('rollback', 'What the transaction did is undone.')
    } finally {
      if (connection.foreignKeys !== enforced)
        this.send({
          phase: 'foreign keys on',
          sql: `PRAGMA foreign_keys=${enforced ? 'ON' : 'OFF'}`,
          because: 'Foreign keys are enforced again.',
        })
    }
    return { trace: recorder.finish(error), error }
  }

  private perform({ body }: Migration) {
    const perform = (op: Operation) => this.operation(op)
    const run = boundTo(this.connection)
    const bind: RunBound = (sql, parameters) => {
      this.current = null
      return this.told({ phase: 'data', sql, parameters, because: 'The script runs it with op.getBind().' }, () =>
        run(sql, parameters),
      )
    }
    if (typeof body === 'function') body(makeOp(perform, bind))
    else body.forEach(perform)
  }

  private operation(given: Operation) {
    const { connection } = this
    const tables = reflectTables(connection)
    const op = resolve(given, tables)
    const state: SchemaState = {
      tables,
      rows: (t) => countRows(connection, t),
      foreignKeys: connection.foreignKeys,
      dependents: connection.quietly("SELECT 1 FROM sqlite_schema WHERE type IN ('view', 'trigger') LIMIT 1").length > 0,
    }
    this.current = this.recorder.begin(op, state)
    const planned = plan(op, state, this.mode)
    this.recorder.planned(this.current, planned, state)
    const before = planned.path === 'rebuild' && this.mode === 'safe' ? countAll(connection, tables.keys()) : null
    for (const statement of planned.statements) this.send(statement)
    if (planned.fails) throw planned.fails
    if (before) this.checkCounts(before)
    this.recorder.end(this.current)
    this.operations += 1
    if (this.options.failAfter === this.operations) throw stoppedHere(this.operations)
  }

  /** A rebuild changes no number of rows, neither of its table nor of any other. */
  private checkCounts(before: Map<string, number>) {
    const after = countAll(this.connection, reflectTables(this.connection).keys())
    for (const [table, count] of before) if (after.get(table) !== count) throw rowsLost(table, count, after.get(table) ?? null)
  }

  private checkForeignKeys(known: Set<string>) {
    const broken = this.violations(true)
    const added = [...broken].filter((v) => !known.has(v))
    if (added.length) throw foreignKeysBroken(added)
  }

  /** Rows whose foreign key points nowhere, in words. */
  private violations(told = false): Set<string> {
    const sql = 'PRAGMA foreign_key_check'
    const run = () => this.connection.quietly(sql)
    if (told) this.send({ phase: 'check', sql, because: 'Every foreign key must find its row before the COMMIT.' })
    try {
      const rows = run()
      const perTable = new Map<string, number>()
      for (const [table, , parent] of rows)
        perTable.set(`${table} to ${parent}`, (perTable.get(`${table} to ${parent}`) ?? 0) + 1)
      return new Set([...perTable].map(([k, n]) => `${n} ${n === 1 ? 'row' : 'rows'} from ${k}`))
    } catch (thrown) {
      return new Set([databaseError(thrown).message])
    }
  }

  private send(s: PlannedStatement) {
    this.told(s, () => this.execute(s))
  }

  /** Runs one statement and writes it down. */
  private told<T>(s: PlannedStatement, run: () => T): T {
    const writes = ['insert', 'update', 'delete'].includes(statementKind(s.sql))
    if (!this.connection.inTransaction && writes)
      this.begin("Python's sqlite3 begins a transaction at the first change of rows, not before.")
    const frame = this.recorder.frame(this.current, s)
    const from = performance.now()
    try {
      const result = run()
      frame.done(performance.now() - from, null)
      return result
    } catch (thrown) {
      const error = databaseError(thrown)
      frame.done(performance.now() - from, error)
      if (s.rescue) this.send({ phase: 'drop', sql: s.rescue, because: 'The copy failed: the new table goes again.' })
      throw error
    }
  }

  /** @throws TermError that shows all the sets, as SQLAlchemy does: nobody knows there which one failed */
  private many(sql: string, sets: NonNullable<PlannedStatement['sets']>) {
    try {
      this.connection.many(sql, sets, because)
    } catch (thrown) {
      const error = databaseError(thrown)
      if (sets.length > 1) error.parameters = sets
      throw error
    }
  }

  private execute(s: PlannedStatement) {
    if (s.refused) throw typeof s.refused === 'string' ? sqliteError(new Error(s.refused), s.sql, []) : s.refused
    if (s.chunked) this.copy(s, s.chunked)
    else if (s.sets) this.many(s.sql, s.sets)
    else this.connection.run(s.sql, s.parameters ?? [], because)
  }

  /** Copies all rows, in pieces when there are many, so that progress can be shown. */
  private copy(s: PlannedStatement, { table, sql }: { table: string; sql: string }) {
    const { connection, options } = this
    const size = options.chunkRows ?? 20_000
    const total = countRows(connection, table)
    if (total <= size) {
      connection.run(s.sql, [], because)
      options.progress?.({ table, done: total, total })
      return
    }
    const edge = `SELECT max(r) FROM (SELECT _rowid_ AS r FROM ${quoted(table)} WHERE _rowid_ > ? ORDER BY _rowid_ LIMIT ${size})`
    let from: SqlValue = Number(connection.quietly(`SELECT min(_rowid_) FROM ${quoted(table)}`)[0]![0]) - 1
    for (let done = 0; done < total; ) {
      const to: SqlValue = connection.quietly(edge, [from])[0]![0]!
      done += connection.run(sql, [from, to], because)
      options.progress?.({ table, done, total })
      from = to
    }
  }

  private begin(why: string) {
    this.control('begin', why)
  }
  private control(action: 'begin' | 'commit' | 'rollback', why: string) {
    const frame = this.recorder.frame(this.current, { phase: action, sql: action.toUpperCase(), because: why })
    this.connection[action](because)
    frame.done(0, null)
  }
}
