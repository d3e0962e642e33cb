import type { Reason, SqlValue } from '../../protocol'
import { argumentError, bindValues, compileNode, convert, Expression } from '../schema'
import { statementKind } from '../sqlite'
import { bulkDelete, bulkUpdate } from './bulk'
import { Query } from './query'
import { newQuery } from './query-data'
import { compileQuery, fetchQuery, prepareFor, readRows, withParams } from './query-run'
import { Result } from './result'
import { type Row, rowMaker } from './row'
import { TableStatement } from './select'
import type { Session } from './session'

const raw: Reason = { kind: 'raw' }

/** A Kysely query builder, or anything that compiles to SQL and parameters. */
interface Compilable {
  compile(): { sql: string; parameters: readonly unknown[] }
}

/**
 * Runs a statement: select(), text(), insert() and their like, a Query, or a Kysely query builder. What is about models flushes
 * first; text() and insert() do not, as in SQLAlchemy: the session does not know what they read.
 * @param params values for the `:names` of text(), or rows for insert()
 * @throws TermError ArgumentError for a bare string
 */
export function execute(
  session: Session,
  statement: unknown,
  params?: Record<string, unknown> | Record<string, unknown>[],
): Result<Row> {
  session.registry.configure()
  session.usable()
  if (statement instanceof Query) return runSelect(session, statement, params as Record<string, unknown> | undefined)
  if (statement instanceof Expression) return runText(session, statement, params)
  if (statement instanceof TableStatement) {
    return new Result<Row>([], [], runStatement(session, statement, params))
  }
  if (typeof (statement as Compilable | null)?.compile === 'function') {
    const { sql, parameters } = (statement as Compilable).compile()
    return runSql(
      session,
      sql,
      parameters.map((v) => convert(v, null)),
    )
  }
  throw argumentError(
    typeof statement === 'string'
      ? `Textual SQL expression '${statement}' should be explicitly declared as text('${statement}')`
      : `Executable SQL or text() construct expected, got ${String(statement)}.`,
    "Write db.session.execute(db.text('...')).",
  )
}

/** UPDATE and DELETE of a model also change the objects in memory (as Query.update() does); rows of one shape go as one executemany. */
function runStatement(
  session: Session,
  statement: TableStatement,
  params?: Record<string, unknown> | Record<string, unknown>[],
): number {
  const { mapper, kind, synchronize } = statement
  if (mapper !== null && kind !== 'insert' && !Array.isArray(params)) {
    const q = { ...newQuery([{ k: 'model', mapper, source: mapper.source }]), where: [...statement.conditions] }
    if (kind === 'delete') return bulkDelete(session, q, synchronize)
    return bulkUpdate(session, q, Object.assign({}, ...statement.rows, params), synchronize)
  }
  session.connection()
  const all = statement.compile(params)
  let count = 0
  for (let from = 0; from < all.length; ) {
    let to = from + 1
    while (to < all.length && all[to]!.sql === all[from]!.sql) to++
    const sets = all.slice(from, to).map((c) => bindValues(c.binds))
    count += session.guarded(() => session.connection().many(all[from]!.sql, sets, raw))
    from = to
  }
  return count
}

function runSelect(session: Session, query: Query, params: Record<string, unknown> | undefined): Result<Row> {
  const q = { ...query.data, plain: true, params: { ...query.data.params, ...params } }
  prepareFor(session, raw)
  const { built, compiled } = compileQuery(q)
  const rows = readRows(session, q, built, fetchQuery(session, q, built, compiled, { kind: 'query' }))
  return new Result(rows as Row[], built.keys, -1, built.multiplies)
}

/** A list of parameters runs the statement once for each, as one executemany. */
function runText(session: Session, text: Expression, params?: Record<string, unknown> | Record<string, unknown>[]): Result<Row> {
  const { sql, binds } = compileNode(text.node)
  session.connection()
  if (Array.isArray(params)) {
    const sets = params.map((p) => bindValues(withParams(binds, p)))
    return new Result<Row>(
      [],
      [],
      session.guarded(() => session.connection().many(sql, sets, raw)),
    )
  }
  return runSql(session, sql, bindValues(withParams(binds, params ?? null)))
}

function runSql(session: Session, sql: string, values: SqlValue[]): Result<Row> {
  const kind = statementKind(sql)
  const connection = session.connection()
  const rows = session.guarded(() => connection.all(sql, values, raw))
  const writes = kind === 'insert' || kind === 'update' || kind === 'delete'
  const names =
    kind === 'select' || kind === 'pragma' || rows.length > 0 ? session.guarded(() => connection.columnNames(sql)) : []
  const make = rowMaker(names)
  return new Result(rows.map(make), names, writes ? connection.database.getRowsModified() : -1)
}
