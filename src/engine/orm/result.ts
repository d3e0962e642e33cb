import { invalidRequest } from '../schema'
import { multipleResults, noResult } from './errors'
import { type Row, withoutRepeats } from './row'

/** What session.execute() gives: rows to be taken once, in the way of SQLAlchemy 2.0's Result. */
export class Result<T = Row> implements Iterable<T> {
  private next = 0
  constructor(
    private items: T[],
    private readonly names: readonly string[],
    /** Rows that the statement changed; -1 for a SELECT. */
    readonly rowcount: number = -1,
    /** Joined collections repeat their parents: unique() has to be called (query/172). */
    private needsUnique = false,
  ) {}

  /** How much is left to take; looking takes nothing. */
  toString(): string {
    const rows = this.rowcount < 0 ? this.items.length - this.next : this.rowcount
    return `<Result: ${rows} ${rows === 1 ? 'row' : 'rows'}${this.rowcount < 0 ? (this.next > 0 ? ' left' : '') : ' changed'}>`
  }
  keys(): string[] {
    return [...this.names]
  }
  all(): T[] {
    this.check()
    const rest = this.items.slice(this.next)
    this.next = this.items.length
    return rest
  }
  fetchall(): T[] {
    return this.all()
  }
  first(): T | null {
    const [found] = this.all()
    return found ?? null
  }
  fetchone(): T | null {
    this.check()
    return this.items[this.next++] ?? null
  }
  fetchmany(count: number): T[] {
    this.check()
    const found = this.items.slice(this.next, this.next + count)
    this.next += found.length
    return found
  }
  /** @throws TermError NoResultFound, MultipleResultsFound */
  one(): T {
    const found = this.all()
    if (found.length === 0) throw noResult()
    if (found.length > 1) throw multipleResults(false)
    return found[0]!
  }
  oneOrNone(): T | null {
    const found = this.all()
    if (found.length > 1) throw multipleResults(true)
    return found[0] ?? null
  }
  /** First column of the first row, or null. */
  scalar(): unknown {
    const row = this.first()
    return row === null ? null : firstOf(row)
  }
  scalarOne(): unknown {
    return firstOf(this.one())
  }
  scalarOneOrNone(): unknown {
    const row = this.oneOrNone()
    return row === null ? null : firstOf(row)
  }
  /** The first element of each row. */
  scalars(): Result<unknown> {
    return new Result(this.items.slice(this.next).map(firstOf), this.names.slice(0, 1), this.rowcount, this.needsUnique)
  }
  mappings(): Result<Record<string, unknown>> {
    return new Result(
      this.items.map((r) => (r as unknown as Row)._mapping),
      this.names,
      this.rowcount,
      this.needsUnique,
    )
  }
  /** Without repeated rows. */
  unique(): Result<T> {
    return new Result(withoutRepeats(this.items), this.names, this.rowcount)
  }
  *[Symbol.iterator](): Generator<T> {
    yield* this.all()
  }

  private check(): void {
    if (this.needsUnique) {
      throw invalidRequest(
        'The unique() method must be invoked on this Result, as it contains results that include joined eager loads against collections',
        'Write db.session.execute(...).unique().',
      )
    }
  }
}

const firstOf = (row: unknown): unknown => (Array.isArray(row) ? row[0] : row)
