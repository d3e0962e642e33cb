import type { EventBody, Place, Reason, RowChange } from '../../protocol'
import type { Connection, ConnectionListener, StatementRecord, TransactionAction } from '../sqlite'
import { boundedRow, boundedValues } from './bounds'
import type { Mirror, TableChanges, Touched } from './mirror'

export interface RecorderOptions {
  connection: Connection
  mirror: Mirror
  /** Adds an event and returns its number. */
  add(body: EventBody, place?: Place | null): number
  /** The learner's line. */
  place(): Place | null
  /** Statements with the same SQL that are told one by one. */
  repeats: number
  /** Called before each statement; may throw to end the run. */
  beforeStatement(): void
}

/** Rows that the update hook named, and whether some were changed while it was off. */
interface Seen {
  touched: Touched
  unwatched: boolean
}

/** Turns what a connection does into events: the statement, then the rows and tables that it changed. */
export class Recorder implements ConnectionListener {
  private touched: Touched = new Map()
  /** Rows touched since the transaction began: what a rollback may bring back. */
  private sinceBegin: Touched = new Map()
  private scanOnRollback = new Set<string>()
  private schemaChanged = false
  private openByHand = false
  /** Rows changed while nobody looked: tables are compared as a whole. */
  private unwatched = false
  /** How often each SQL text was sent. */
  private readonly sent = new Map<string, number>()
  /** Statements of one SQL text that wait to be told together. */
  private repeated: { record: StatementRecord; place: Place | null; seen: Seen } | null = null
  statements = 0

  constructor(private readonly options: RecorderOptions) {}

  start(): void {
    this.options.connection.listener = this
    this.watch()
  }

  private watch(): void {
    this.options.connection.database.updateHook((operation, database, table, rowid) => {
      if (database !== 'main') return
      const rows = this.touched.get(table) ?? new Map<number, number>()
      this.touched.set(table, rows)
      rows.set(rowid, (rows.get(rowid) ?? 0) + (operation === 'insert' ? 1 : operation === 'delete' ? -1 : 0))
    })
  }

  stop(): void {
    this.catchUp()
    this.options.connection.listener = null
    this.options.connection.database.updateHook(null)
  }

  before(): void {
    this.options.beforeStatement()
  }

  countsOnly(sql: string, executions: number): boolean {
    return (this.sent.get(sql) ?? 0) + executions > this.options.repeats
  }

  counting(on: boolean): void {
    if (on) this.options.connection.database.updateHook(null)
    else this.watch()
    this.unwatched = true
  }

  statement(record: StatementRecord): void {
    this.statements++
    const { sql } = record
    const sent = (this.sent.get(sql) ?? 0) + 1
    this.sent.set(sql, sent)
    if (sent > this.options.repeats && this.joins(record)) return
    this.catchUp()
    this.tell(record, this.options.place(), this.takeSeen())
  }

  transaction(action: TransactionAction, name: string | undefined, because: Reason): void {
    this.catchUp()
    const seq = this.options.add({ kind: 'transaction', action, ...(name !== undefined && { name }), because })
    if (action === 'rollback' || action === 'rollback to') this.undone(seq)
    if (action === 'commit' || action === 'rollback') this.ended()
  }

  /** Tells the repeated statements that have not been told yet. */
  catchUp(): void {
    if (this.repeated === null) return
    const { record, place, seen } = this.repeated
    this.repeated = null
    this.tell(record, place, seen, true)
  }

  /** Whether a statement that has been sent often is told together with its neighbours: the same ones, without an error. */
  private joins(record: StatementRecord): boolean {
    const { kind, error } = record
    if (error !== undefined || !(kind === 'select' || kind === 'insert' || kind === 'update')) return false
    const seen = this.takeSeen()
    if (this.repeated === null || this.repeated.record.sql !== record.sql) {
      this.catchUp()
      this.repeated = { record, place: this.options.place(), seen }
      return true
    }
    const { record: all, seen: before } = this.repeated
    this.statements += record.executions - 1
    all.executions += record.executions
    all.rows += record.rows
    all.changes += record.changes
    all.ms += record.ms
    before.unwatched ||= seen.unwatched
    for (const [table, rows] of seen.touched) {
      const known = before.touched.get(table)
      if (known === undefined) before.touched.set(table, rows)
      else for (const [id, net] of rows) known.set(id, (known.get(id) ?? 0) + net)
    }
    return true
  }

  /** What was seen of rows since the last statement: it is this one's, and nobody else's. */
  private takeSeen(): Seen {
    const { touched, unwatched } = this
    if (touched.size > 0) this.touched = new Map()
    this.unwatched = false
    return { touched: touched.size > 0 ? touched : new Map(), unwatched }
  }

  private tell(record: StatementRecord, place: Place | null, seen: Seen, repeated = false): void {
    const { kind, sql, executions, rows, changes, ms, because, error } = record
    const body: EventBody = {
      kind: 'statement',
      statement: kind,
      sql,
      parameters: record.parameters.map(boundedValues),
      executions,
      rows,
      changes,
      ms: Math.round(ms * 1000) / 1000,
      because,
    }
    if (repeated) body.repeated = true
    if (error !== undefined) body.error = error
    const seq = this.options.add(body, place)
    if (kind === 'ddl') this.tables(seq)
    else if (kind === 'savepoint' || kind === 'other') this.byHand(sql, seq)
    else if (seen.touched.size > 0 || changes > 0) this.rows(record, seen, seq)
  }

  /** BEGIN, COMMIT and ROLLBACK that the learner sent as plain SQL. */
  private byHand(sql: string, seq: number): void {
    const word = /^\s*([a-z]+)/i.exec(sql)?.[1]?.toLowerCase()
    if (word === 'begin' || word === 'savepoint') this.openByHand = true
    else if (word === 'rollback') this.undone(seq)
    else if (word === 'commit' || word === 'end') this.ended()
  }

  private ended(): void {
    this.openByHand = false
    this.schemaChanged = false
    this.sinceBegin = new Map()
    this.scanOnRollback.clear()
  }

  /** A rollback is not told row by row: what was touched is looked at again. */
  private undone(seq: number): void {
    if (this.schemaChanged) this.tables(seq)
    const { mirror } = this.options
    for (const table of this.scanOnRollback) this.sinceBegin.delete(table)
    this.emit(mirror.settle(this.sinceBegin, true), seq)
    this.emit(mirror.scan(this.scanOnRollback), seq)
  }

  private tables(seq: number): void {
    this.schemaChanged = true
    for (const { name, info, rows, total } of this.options.mirror.readSchema()) {
      this.options.add({ kind: 'schema', name, table: info, rows: rows.map(boundedRow), total, statement: seq })
    }
  }

  private rows(record: StatementRecord, seen: Seen, seq: number): void {
    const { touched } = seen
    const { mirror, connection } = this.options
    const open = connection.inTransaction || this.openByHand
    if (open) this.remember(touched)
    const whole = this.unseen(record, seen)
    for (const table of whole ?? touched.keys()) touched.delete(table)
    // After an error, SQLite has undone a part of what the hook named.
    this.emit(mirror.settle(touched, record.error !== undefined), seq)
    const changes = this.emit(mirror.scan(whole), seq)
    if (open) for (const { table } of changes) this.scanOnRollback.add(table)
  }

  private remember(touched: Touched): void {
    for (const [table, rows] of touched) {
      const kept = this.sinceBegin.get(table) ?? new Map<number, number>()
      this.sinceBegin.set(table, kept)
      for (const id of rows.keys()) kept.set(id, 0)
    }
  }

  /**
   * Tables to compare as a whole, because SQLite does not call the hook for a DELETE of all rows, for the rows that REPLACE
   * pushes out, and in WITHOUT ROWID tables. Null means every table.
   */
  private unseen(record: StatementRecord, { touched, unwatched }: Seen): Set<string> | null {
    if (unwatched) return this.options.mirror.targets(record.sql)
    if (record.kind === 'delete' && record.changes > 0 && touched.size === 0) return null
    if (/\breplace\b/i.test(record.sql) && record.kind === 'insert') return null
    return new Set(this.options.mirror.withoutRowid())
  }

  private emit(changes: TableChanges[], statement: number): TableChanges[] {
    for (const change of changes) this.options.add({ kind: 'rows', ...change, changes: change.changes.map(bounded), statement })
    return changes
  }
}

function bounded({ key, before, after }: RowChange): RowChange {
  return { key, before: before && boundedValues(before), after: after && boundedValues(after) }
}
