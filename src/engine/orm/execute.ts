import type { Reason, SqlValue } from '../../protocol'
import { argumentError, bindValues, compileNode, convert, Expression } from '../schema'
import { statementKind } from '../sqlite'
import { Query } from './query'
import { compileQuery, fetchRaw, prepareFor, readRows, withParams } from './query-run'
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
 * Runs a statement: select(), text(), insert() and their like, a Query, or a Kysely query builder.
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
  if (statement instanceof Expression) return runText(session, statement, params as Record<string, unknown> | undefined)
  if (statement instanceof TableStatement) {
    prepareFor(session, raw)
    let count = 0
    for (const c of statement.compile(params)) {
      const values = bindValues(c.binds)
      count += session.guarded(() => session.connection().run(c.sql, values, raw))
    }
    return new Result<Row>([], [], count)
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

function runSelect(session: Session, query: Query, params: Record<string, unknown> | undefined): Result<Row> {
  const q = { ...query.data, plain: true, params: { ...query.data.params, ...params } }
  prepareFor(session, raw)
  const { built, compiled } = compileQuery(q)
  const bigints = built.readers.some((r) => typeof r !== 'number' && r.mapper.hasBigIntegers)
  const rows = readRows(session, q, built, fetchRaw(session, compiled, { kind: 'query' }, bigints))
  return new Result(rows as Row[], built.keys, -1, built.multiplies)
}

function runText(session: Session, text: Expression, params: Record<string, unknown> | undefined): Result<Row> {
  const { sql, binds } = compileNode(text.node)
  prepareFor(session, raw)
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
