import type { Database } from 'sql.js'
import type { Reason, SqlValue, StatementKind } from '../../protocol'
import { sqliteError } from './errors'
import type { Sqlite } from './load'
import { PreparedCache } from './prepared'
import { type PreparedStatement, preparing } from './statement'
import { statementKind } from './statement-kind'
import { canTravelTogether, fewestTogether, sendTogether } from './together'

/** One statement as it ran. Made only while somebody listens. */
export interface StatementRecord {
  kind: StatementKind
  sql: string
  parameters: SqlValue[][]
  executions: number
  rows: number
  changes: number
  ms: number
  because: Reason
  error?: string
}

export type TransactionAction = 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback to'

export interface ConnectionListener {
  /** Called before a statement runs, so that row changes can be told apart. */
  before?(): void
  /** Whether so many more statements with this SQL are told in sums only, so that they may travel together. */
  countsOnly?(sql: string, executions: number): boolean
  /** Statements that are only counted are about to be sent, or were: no look at each row is needed. */
  counting?(on: boolean): void
  statement(record: StatementRecord): void
  transaction(action: TransactionAction, name: string | undefined, because: Reason): void
}

export interface ConnectionOptions {
  /** Enforce foreign keys (SQLite's own default is off). */
  foreignKeys?: boolean
  /** Cap on the size of the database, in pages of 4096 bytes. */
  maxPages?: number
}

const raw: Reason = { kind: 'raw' }
const transactional: Reason = { kind: 'transaction' }
/** Parameter sets of an executemany that a record keeps. */
const keptSets = 50

/**
 * One open SQLite database. Everything is synchronous: a statement has run when the method returns. Statements are
 * prepared once per SQL text. While `listener` is null nothing is recorded and recording costs nothing.
 */
export class Connection {
  listener: ConnectionListener | null = null
  /** True between begin() and the commit() or rollback() that ends it. */
  inTransaction = false
  private readonly prepared: PreparedCache

  private constructor(
    /** The open sql.js database, for what only sql.js can do (hooks, functions). */
    readonly database: Database,
    sqlite: Sqlite,
    options: ConnectionOptions,
  ) {
    this.prepared = new PreparedCache(preparing(sqlite, database))
    // A sql.js database is a file in memory: without these pragmas every statement locks it and looks for a journal
    // through JavaScript file calls, which makes a read by key about eight times slower.
    for (const pragma of ['locking_mode=EXCLUSIVE', 'journal_mode=MEMORY', 'synchronous=OFF']) database.exec(`PRAGMA ${pragma}`)
    if (options.maxPages) database.exec(`PRAGMA max_page_count=${Math.floor(options.maxPages)}`)
    this.foreignKeys = options.foreignKeys ?? false
  }

  /**
   * Opens a database: empty, or from the bytes of a SQLite file.
   * @throws SqliteError (DatabaseError) when the bytes are not a SQLite database
   */
  static open(sqlite: Sqlite, bytes: Uint8Array | null = null, options: ConnectionOptions = {}): Connection {
    try {
      return new Connection(new sqlite.Database(bytes), sqlite, options)
    } catch (thrown) {
      throw sqliteError(thrown, '', [])
    }
  }

  get foreignKeys(): boolean {
    return this.database.exec('PRAGMA foreign_keys')[0]!.values[0]![0] === 1
  }
  /** SQLite ignores a change inside a transaction. */
  set foreignKeys(on: boolean) {
    this.database.exec(`PRAGMA foreign_keys=${on ? 'ON' : 'OFF'}`)
  }

  /**
   * Runs one statement and returns its rows as arrays of values in column order; integers beyond 2^53 as bigint.
   * @throws SqliteError
   */
  all(sql: string, parameters: readonly SqlValue[] = [], because: Reason = raw): SqlValue[][] {
    if (this.listener !== null) return this.recorded(sql, [parameters], because)
    let statement: PreparedStatement | undefined
    try {
      statement = this.prepared.take(sql)
      return statement.all(parameters)
    } catch (thrown) {
      throw sqliteError(thrown, sql, parameters)
    } finally {
      if (statement !== undefined) this.prepared.release(statement)
    }
  }

  /** Runs one statement and returns its first row, or undefined. @throws SqliteError */
  first(sql: string, parameters: readonly SqlValue[], because: Reason): SqlValue[] | undefined {
    if (this.listener !== null) return this.recorded(sql, [parameters], because)[0]
    const statement = this.prepared.peek(sql)
    try {
      const row = statement.first(parameters)
      statement.reset()
      return row
    } catch (thrown) {
      statement.reset()
      throw sqliteError(thrown, sql, parameters)
    }
  }

  /** Runs one statement that returns nothing; the number of changed rows is returned. @throws SqliteError */
  run(sql: string, parameters: readonly SqlValue[] = [], because: Reason = raw): number {
    if (this.listener !== null) {
      this.recorded(sql, [parameters], because)
      return this.database.getRowsModified()
    }
    try {
      this.prepared.peek(sql).run(parameters)
    } catch (thrown) {
      this.prepared.peek(sql, true).reset()
      throw sqliteError(thrown, sql, parameters)
    }
    return this.database.getRowsModified()
  }

  /** Runs one statement once per parameter set (DB-API's executemany). Returns the changed rows of all. @throws SqliteError */
  many(sql: string, sets: readonly (readonly SqlValue[])[], because: Reason = raw): number {
    if (this.listener !== null) {
      let changes = 0
      this.recorded(sql, sets, because, (n) => {
        changes += n
      })
      return changes
    }
    let changes = 0
    const statement = this.prepared.peek(sql)
    for (const parameters of sets) {
      try {
        statement.run(parameters)
      } catch (thrown) {
        statement.reset()
        throw sqliteError(thrown, sql, parameters)
      }
      changes += this.database.getRowsModified()
    }
    return changes
  }

  /**
   * Runs one INSERT once per row, each as a statement of its own. While nobody listens, or somebody only counts, rows travel
   * together in one statement with several rows of VALUES, which nothing but the time tells apart.
   * @param values row after row
   * @throws SqliteError
   */
  each(sql: string, values: readonly SqlValue[], rows: number, because: Reason = raw): void {
    const width = values.length / rows
    const row = (n: number) => values.slice(n * width, (n + 1) * width)
    const { listener } = this
    const counted = () => listener === null || (listener.countsOnly?.(sql, 1) ?? false)
    let from = 0
    while (from < rows && !counted()) this.run(sql, row(from++), because)
    if (rows - from >= fewestTogether && canTravelTogether(sql)) {
      const first = from
      const began = listener === null ? 0 : performance.now()
      listener?.counting?.(true)
      from = sendTogether(this.prepared, sql, values, { from, to: rows, width })
      listener?.counting?.(false)
      const sent = from - first
      if (sent > 0)
        listener?.statement({
          kind: 'insert',
          sql,
          parameters: [row(first)],
          executions: sent,
          rows: 0,
          changes: sent,
          ms: performance.now() - began,
          because,
        })
    }
    while (from < rows) this.run(sql, row(from++), because)
  }

  /** The rowid of the last INSERT (`last_insert_rowid()`). */
  lastInsertRowid(): number {
    const statement = this.prepared.peek('SELECT last_insert_rowid()')
    const [id] = statement.first([])!
    statement.reset()
    return id as number
  }

  /** Column names of a statement, in order. @throws SqliteError */
  columnNames(sql: string): string[] {
    try {
      return this.prepared.peek(sql).columnNames()
    } catch (thrown) {
      throw sqliteError(thrown, sql, [])
    }
  }

  /** Runs without telling anyone: for the lab's own looks at the database. @throws SqliteError */
  quietly(sql: string, parameters: readonly SqlValue[] = []): SqlValue[][] {
    const { listener } = this
    this.listener = null
    try {
      return this.all(sql, parameters)
    } finally {
      this.listener = listener
    }
  }

  begin(because: Reason = transactional): void {
    this.control('BEGIN')
    this.inTransaction = true
    this.listener?.transaction('begin', undefined, because)
  }

  commit(because: Reason = transactional): void {
    this.control('COMMIT')
    this.inTransaction = false
    this.listener?.transaction('commit', undefined, because)
  }

  /** Some errors make SQLite roll back by itself; then there is nothing left to do. */
  rollback(because: Reason = transactional): void {
    try {
      this.control('ROLLBACK')
    } catch (error) {
      if (!/no transaction is active/.test(String(error))) throw error
    }
    this.inTransaction = false
    this.listener?.transaction('rollback', undefined, because)
  }

  savepoint(action: 'savepoint' | 'release' | 'rollback to', name: string, because: Reason = transactional): void {
    const verb = { savepoint: 'SAVEPOINT', release: 'RELEASE SAVEPOINT', 'rollback to': 'ROLLBACK TO SAVEPOINT' }[action]
    this.control(`${verb} ${name}`)
    this.listener?.transaction(action, name, because)
  }

  /**
   * The bytes of the database file. Works with statements still prepared.
   * @throws SqliteError inside a transaction that has written
   */
  export(): Uint8Array {
    try {
      return this.database.export()
    } catch (thrown) {
      throw sqliteError(thrown, '(export)', [])
    }
  }

  close(): void {
    this.prepared.clear()
    this.database.close()
  }

  private control(sql: string): void {
    this.listener?.before?.()
    try {
      this.prepared.peek(sql).run([])
    } catch (thrown) {
      throw sqliteError(thrown, sql, [])
    }
  }

  private recorded(
    sql: string,
    sets: readonly (readonly SqlValue[])[],
    because: Reason,
    onChanges?: (changes: number) => void,
  ): SqlValue[][] {
    const listener = this.listener!
    listener.before?.()
    const kind = statementKind(sql)
    const writes = kind === 'insert' || kind === 'update' || kind === 'delete'
    const record: StatementRecord = {
      kind,
      sql,
      parameters: sets.length <= keptSets ? (sets as SqlValue[][]) : (sets.slice(0, keptSets) as SqlValue[][]),
      executions: sets.length,
      rows: 0,
      changes: 0,
      ms: 0,
      because,
    }
    const counting = writes && sets.length > 1 && (listener.countsOnly?.(sql, sets.length) ?? false)
    const from = performance.now()
    let rows: SqlValue[][] = []
    let statement: PreparedStatement | undefined
    let parameters: readonly SqlValue[] = []
    try {
      if (counting) listener.counting?.(true)
      statement = this.prepared.take(sql)
      for (parameters of sets) {
        rows = statement.all(parameters)
        record.rows += rows.length
        if (!writes) continue
        const changes = this.database.getRowsModified()
        record.changes += changes
        onChanges?.(changes)
      }
      return rows
    } catch (thrown) {
      const error = sqliteError(thrown, sql, parameters)
      record.error = error.message
      throw error
    } finally {
      if (statement !== undefined) this.prepared.release(statement)
      record.ms = performance.now() - from
      if (counting) listener.counting?.(false)
      listener.statement(record)
    }
  }
}
