import type { BatchOp, LightTable, Op, ScriptColumn } from '../../src/engine/migrate/public'
import type { ColumnSpec, Constraint } from '../../src/engine/schema/table'
import { evaluate, interpreter, typeOf } from './migration-host'
import { lightTable, rules, saNames } from './migration-models'
import { BatchContext, Callable, type Names, Namespace, plain } from './migration-names'
import { inlineLiteral } from './migration-statements'
import { parse } from './python/parse'
import type { Keywords } from './python/values'

const kinds: Record<string, 'unique' | 'foreignKey' | 'check' | 'primaryKey'> = {
  unique: 'unique',
  foreignkey: 'foreignKey',
  check: 'check',
  primary: 'primaryKey',
}

function alterOptions(k: Keywords): never {
  const has = (name: string) => k[name] !== undefined
  return {
    ...(has('new_column_name') && { newColumnName: k.new_column_name }),
    ...(has('type_') && { type: typeOf(k.type_) }),
    ...(has('nullable') && { nullable: k.nullable }),
    ...(has('server_default') && { serverDefault: plain(k.server_default) }),
    ...(has('existing_type') && { existingType: typeOf(k.existing_type) }),
    ...(has('existing_nullable') && { existingNullable: k.existing_nullable }),
    ...(has('existing_server_default') && {
      existingServerDefault: k.existing_server_default === false ? undefined : plain(k.existing_server_default),
    }),
  } as never
}

type BatchCall = (batch: BatchOp) => void
const position = (k: Keywords) => ({
  ...(k.insert_before ? { insertBefore: k.insert_before as string } : {}),
  ...(k.insert_after ? { insertAfter: k.insert_after as string } : {}),
})
const named = (run: (args: never[], k: Keywords) => unknown) => new Callable((args, k) => run(args as never[], k))

/** Python's `batch_op` over ours: the table is left out. */
function batchNames(context: BatchContext): Namespace {
  const add = (make: (args: never[], k: Keywords) => BatchCall) =>
    named((args, k) => {
      context.calls.push(make(args, k))
    })
  return new Namespace({
    add_column: add(
      ([c], k) =>
        (b) =>
          b.addColumn(c!, position(k)),
    ),
    drop_column: add(
      ([c]) =>
        (b) =>
          b.dropColumn(c!),
    ),
    alter_column: add(
      ([c], k) =>
        (b) =>
          b.alterColumn(c!, alterOptions(k)),
    ),
    create_index: add(
      ([name, columns], k) =>
        (b) =>
          b.createIndex(name!, columns!, { unique: k.unique === true }),
    ),
    drop_index: add(
      ([name]) =>
        (b) =>
          b.dropIndex(name!),
    ),
    create_unique_constraint: add(
      ([name, columns]) =>
        (b) =>
          b.createUniqueConstraint(name!, columns!),
    ),
    create_foreign_key: add(
      ([name, to, local, remote], k) =>
        (b) =>
          b.createForeignKey(name!, to!, local!, remote!, rules(k)),
    ),
    create_check_constraint: add(
      ([name, sql]) =>
        (b) =>
          b.createCheckConstraint(name!, textOf(sql)),
    ),
    create_primary_key: add(
      ([name, columns]) =>
        (b) =>
          b.createPrimaryKey(name!, columns!),
    ),
    drop_constraint: add(
      ([name], k) =>
        (b) =>
          b.dropConstraint(name!, { type: kinds[String(k.type_)] }),
    ),
    f: named(([name]) => {
      context.calls.push((b) => b.f(name!))
      return name
    }),
  })
}

function textOf(given: unknown): string {
  const sql = plain(given)
  return typeof sql === 'string' ? sql : withValues(sql as { sql: string; parameters?: unknown[] })
}

/** A condition for DDL: its values are written out. */
function withValues({ sql, parameters = [] }: { sql: string; parameters?: unknown[] }): string {
  let at = 0
  return sql.replace(/\?/g, () => (inlineLiteral(parameters[at++]).value as { sql: string }).sql)
}

/** `op.get_bind()`. */
function bindNames(op: Op): Namespace {
  return new Namespace({
    inspector: inspector(op),
    dialect: new Namespace({ name: 'sqlite' }),
    commit: named(() => null),
    close: named(() => null),
    exec_driver_sql: named(([sql, parameters]) => run(op, sql!, parameters ?? [])),
    execute: named(([given, parameters]) => {
      const statement = plain(given) as string | { sql: string; parameters?: unknown[] }
      if (typeof statement !== 'string' && statement.parameters) return run(op, statement.sql, statement.parameters)
      const text = textOf(statement)
      const sets = Array.isArray(parameters) ? (parameters as Keywords[]) : [(parameters ?? {}) as Keywords]
      return sets.map((set) => {
        const values: unknown[] = []
        const sql = text.replace(/(?<![:\w]):(\w+)/g, (_, name: string) => {
          values.push(set[name] ?? null)
          return '?'
        })
        return run(op, sql, values)
      })[0]
    }),
  })
}

/** `sa.inspect(bind)`. */
function inspector(op: Op): Namespace {
  const names = (sql: string) => op.getBind().execute(sql).scalars()
  return new Namespace({
    get_table_names: named(() => names("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")),
    has_table: named(([table]) => names("SELECT name FROM sqlite_master WHERE type = 'table'").includes(table)),
    get_columns: named(([table]) =>
      names(`SELECT name FROM pragma_table_info('${table}') /* sqlite_master */`).map((name) => ({ name })),
    ),
    get_indexes: named(([table]) =>
      names(`SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = '${table}'`).map((name) => ({ name })),
    ),
  })
}

function run(op: Op, sql: string, values: unknown[]): Namespace {
  const rowOf = (row: Record<string, unknown>) => new Namespace(row, Object.values(row))
  {
    const rows = op
      .getBind()
      .execute(sql, values as never[])
      .all()
      .map(rowOf)
    const firsts = rows.map((r) => (r.value as unknown[])[0])
    return new Namespace(
      {
        fetchall: new Callable(() => rows),
        all: new Callable(() => rows),
        fetchone: new Callable(() => rows[0] ?? null),
        first: new Callable(() => rows[0] ?? null),
        scalar: new Callable(() => (rows[0]?.value as unknown[] | undefined)?.[0] ?? null),
        scalars: new Callable(() => new Namespace({ all: new Callable(() => firsts) }, firsts)),
      },
      rows,
    )
  }
}

/** Python's `op` over ours. */
function opNames(op: Op): Namespace {
  return new Namespace({
    create_table: named(([name, ...items], k) => {
      const options = k.sqlite_autoincrement ? [{ sqliteAutoincrement: true }] : []
      const made = op.createTable(name!, ...(items as (ScriptColumn | Constraint)[]), ...options)
      return lightTable(made.name, made.columns)
    }),
    drop_table: named(([name]) => op.dropTable(name!)),
    rename_table: named(([a, b]) => op.renameTable(a!, b!)),
    add_column: named(([table, c], k) => op.addColumn(table!, c!, position(k))),
    drop_column: named(([table, c]) => op.dropColumn(table!, c!)),
    alter_column: named(([table, c], k) => op.alterColumn(table!, c!, alterOptions(k))),
    create_index: named(([name, table, columns], k) => op.createIndex(name!, table!, columns!, { unique: k.unique === true })),
    drop_index: named(([name], k) => op.dropIndex(name!, k.table_name ? { tableName: k.table_name as string } : {})),
    create_unique_constraint: named(([name, table, columns]) => op.createUniqueConstraint(name!, table!, columns!)),
    create_foreign_key: named(([name, a, b, local, remote], k) => op.createForeignKey(name!, a!, b!, local!, remote!, rules(k))),
    create_check_constraint: named(([name, table, sql]) => op.createCheckConstraint(name!, table!, textOf(sql))),
    create_primary_key: named(([name, table, columns]) => op.createPrimaryKey(name!, table!, columns!)),
    drop_constraint: named(([name, table], k) => op.dropConstraint(name!, table!, { type: kinds[String(k.type_)] })),
    execute: named(([what]) => {
      const statement = plain(what) as string | { sql: string; parameters?: never[] }
      if (typeof statement === 'string') op.execute(statement)
      else op.execute(statement.sql, statement.parameters)
    }),
    bulk_insert: named(([table, rows]) => op.bulkInsert(plain(table) as LightTable, rows!)),
    get_bind: named(() => bindNames(op)),
    inline_literal: named(([v]) => inlineLiteral(v)),
    f: named(([name]) => op.f(name!)),
    batch_alter_table: named(([table], k) => {
      const options = {
        ...(k.recreate ? { recreate: k.recreate as 'always' } : {}),
        ...(k.naming_convention ? { namingConvention: k.naming_convention as never } : {}),
      }
      const context: BatchContext = new BatchContext(
        () => batchNames(context),
        (calls) => op.batchAlterTable(table!, options, (batch) => calls.forEach((call) => call(batch))),
      )
      return context
    }),
  })
}

/** `sa` of a script: a table there is one named for data. */
const scriptNames = (): Names => ({
  ...saNames(),
  MetaData: named(() => null),
  Table: named(([name, , ...columns]) => lightTable(name!, columns as ColumnSpec[])),
})

/** What scripts import besides `op` and `sa`. A session of the ORM is only used for its statements here. */
const imports = (): Names => ({
  ...scriptNames(),
  sa: new Namespace(scriptNames()),
  Session: named(([bind], k) => bind ?? k.bind),
})

/**
 * The body of a script's function, run with our `op`.
 * @param indented as it is cut out of a file: every line but the first has four spaces too many
 */
export function runBody(text: string, op: Op, indented = false) {
  const source = indented ? text.replace(/\n {4}/g, '\n') : text
  const py = interpreter({ op: opNames(op), sa: new Namespace(scriptNames()) }, imports())
  for (const statement of parse(source.trimStart())) py.run(statement)
}

/** A whole script file in Python, as the module it would be in TypeScript. */
export function pythonModule(source: string) {
  const py = interpreter({ sa: new Namespace(scriptNames()), op: null }, imports())
  for (const statement of parse(source)) if (statement[0] !== 'expr' && statement[0] !== 'import') py.run(statement)
  const has = (name: string) => source.includes(`\n${name} =`)
  const named = (name: string) => (has(name) ? evaluate(py, ['n', name]) : undefined)
  const call = (name: string) => (op: Op) => {
    py.define({ op: opNames(op) })
    evaluate(py, ['()', ['n', name], [], {}])
  }
  return {
    revision: named('revision') as string,
    downRevision: (named('down_revision') ?? null) as string | null,
    branchLabels: (named('branch_labels') ?? null) as string | null,
    dependsOn: (named('depends_on') ?? null) as string | null,
    doc: /^\s*"""([\s\S]*?)"""/.exec(source)?.[1] ?? '',
    upgrade: call('upgrade'),
    downgrade: call('downgrade'),
  }
}
