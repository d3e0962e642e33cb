import type { Database, Statement } from 'sql.js'
import type { SqlValue } from '../../protocol'
import type { Sqlite } from './load'
import { memoryReader } from './memory'

/** SQLite's numbers for the types of values. */
const [integer, float, text, blob] = [1, 2, 3, 4]
/** Smaller numbers in a statement are something else. */
const lowestAddress = 1024

/** Reads the row on which a statement stands, its first `width` columns. Integers beyond 2^53 come as bigint. */
type ReadRow = (pointer: number, width: number) => SqlValue[]

/** What a row holds is asked of SQLite's own functions, which sql.js exports: its `get()` makes all integers bigint or none. */
function rowReader(sqlite: Sqlite): ReadRow {
  const memory = memoryReader(sqlite)
  const { _sqlite3_column_type: typeOf, _sqlite3_column_double: doubleOf, _sqlite3_column_text: textOf } = sqlite
  const { _sqlite3_column_blob: blobOf, _sqlite3_column_bytes: bytesOf } = sqlite
  return (pointer, width) => {
    const values: SqlValue[] = new Array(width)
    for (let i = 0; i < width; i++) {
      switch (typeOf(pointer, i)) {
        case integer: {
          const near = doubleOf(pointer, i)
          values[i] = Number.isSafeInteger(near) ? near : BigInt(memory.text(textOf(pointer, i), bytesOf(pointer, i)))
          break
        }
        case float:
          values[i] = doubleOf(pointer, i)
          break
        case text:
          values[i] = memory.text(textOf(pointer, i), bytesOf(pointer, i))
          break
        case blob:
          values[i] = memory.blob(blobOf(pointer, i), bytesOf(pointer, i))
          break
        default:
          values[i] = null
      }
    }
    return values
  }
}

/** Gives a function that prepares statements of one database. */
export function preparing(sqlite: Sqlite, database: Database): (sql: string) => PreparedStatement {
  const readRow = rowReader(sqlite)
  return (sql) => {
    const statement = database.prepare(sql)
    return new PreparedStatement(statement, pointerOf(sqlite, statement), sqlite, readRow)
  }
}

/** One prepared statement. A failure is thrown as sql.js throws it: the caller knows what was to be done. */
export class PreparedStatement {
  /** How many values are bound as numbers, past sql.js; 0 when it has bound them. */
  private numbers = 0

  constructor(
    private readonly statement: Statement,
    private readonly pointer: number,
    private readonly sqlite: Sqlite,
    private readonly readRow: ReadRow,
  ) {}

  /** Runs it and gives its rows, values in column order. */
  all(values: readonly SqlValue[]): SqlValue[][] {
    const { statement, pointer, readRow } = this
    const rows: SqlValue[][] = []
    this.bind(values)
    if (!statement.step()) return rows
    const width = this.sqlite._sqlite3_data_count(pointer)
    do rows.push(readRow(pointer, width))
    while (statement.step())
    return rows
  }

  /** Runs it as far as its first row. */
  first(values: readonly SqlValue[]): SqlValue[] | undefined {
    const { statement, pointer } = this
    this.bind(values)
    return statement.step() ? this.readRow(pointer, this.sqlite._sqlite3_data_count(pointer)) : undefined
  }

  run(values: readonly SqlValue[]): void {
    this.bind(values)
    this.statement.step()
    this.reset()
  }

  /** Ends a run that failed or was left. What was bound by number stays, until the next run binds as many again. */
  reset(): void {
    if (this.numbers > 0) this.sqlite._sqlite3_reset(this.pointer)
    else this.statement.reset()
  }

  /** Numbers need no memory: sql.js would clear what is bound, and reset the statement, once more before and after. */
  private bind(values: readonly SqlValue[]): void {
    if (values.length >= this.numbers && this.bindNumbers(values)) return
    this.numbers = 0
    this.statement.bind(values)
  }

  private bindNumbers(values: readonly SqlValue[]): boolean {
    const { pointer, sqlite } = this
    const count = values.length
    for (let i = 0; i < count; i++) if (typeof values[i] !== 'number') return false
    for (let i = 0; i < count; i++) {
      const value = values[i] as number
      const bind = value === (value | 0) ? sqlite._sqlite3_bind_int : sqlite._sqlite3_bind_double
      // sql.js does it again, and tells what is wrong
      if (bind(pointer, i + 1, value) !== 0) return false
    }
    this.numbers = count
    return count > 0
  }

  free(): void {
    this.statement.free()
  }

  columnNames(): string[] {
    return this.statement.getColumnNames()
  }
}

let pointerKey: string | undefined

/** Where the statement is in SQLite's memory. sql.js keeps that in a property whose name its build has shortened. */
function pointerOf(sqlite: Sqlite, statement: Statement): number {
  const fields = statement as unknown as Record<string, unknown>
  pointerKey ??= Object.keys(fields).find((key) => {
    const value = fields[key]
    const textOf = (pointer: number) => sqlite.UTF8ToString(sqlite._sqlite3_sql(pointer))
    return typeof value === 'number' && value >= lowestAddress && textOf(value) === statement.getSQL()
  })
  if (pointerKey === undefined) throw new Error('This version of sql.js keeps its statements elsewhere than 1.16.')
  return fields[pointerKey] as number
}
