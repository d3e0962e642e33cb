import type { Op, ScriptColumn } from '../../src/engine/migrate/public'
import { sa } from '../../src/engine/migrate/sa'
import { TermError } from '../../src/engine/schema/errors'
import type { ColumnSpec, Constraint } from '../../src/engine/schema/table'
import { asType, LargeBinary, type SqlType } from '../../src/engine/schema/types'
import { parse } from './python/parse'
import type { Expr, Stmt } from './python/tree'

type Keywords = Record<string, unknown>
/** A Python function or class: called with positional and keyword arguments. */
class Callable {
  constructor(
    readonly call: (args: unknown[], keywords: Keywords) => unknown,
    /** What it is without a call, such as a type. */
    readonly value: unknown = null,
  ) {}
}
type Names = Record<string, unknown>

/** Evaluates the few forms of Python that migration scripts and models are written in. */
class Evaluator {
  constructor(readonly names: Names) {}

  run(statements: readonly Stmt[]) {
    for (const s of statements) this.statement(s)
  }

  statement(s: Stmt) {
    switch (s[0]) {
      case 'expr':
        this.value(s[1])
        return
      case '=':
        for (const target of s[1]) if (target[0] === 'n') this.names[target[1]] = this.value(s[2])
        return
      case 'with':
        for (const [context, as] of s[1]) this.batch(context, as, s[2])
        return
      case 'def':
        this.names[s[1]] = new Callable(() => this.run(s[3]))
        return
      case 'import':
      case 'pass':
        return
      default:
        throw new Error(`migration scripts are not expected to hold: ${JSON.stringify(s)}`)
    }
  }

  /** `with op.batch_alter_table(...) as batch_op:` */
  private batch(context: Expr, as: Expr | null, body: Stmt[]) {
    const open = this.value(context) as (run: (batch: unknown) => void) => void
    open((batch) => {
      if (as?.[0] === 'n') this.names[as[1]] = batch
      this.run(body)
    })
  }

  value(e: Expr): unknown {
    switch (e[0]) {
      case 'n':
        return this.names[e[1]]
      case 'c':
        return e[1]
      case 'list':
      case 'tuple':
        return e[1].map((x) => this.value(x))
      case 'dict':
        return Object.fromEntries(e[1].map(([k, v]) => [String(this.value(k!)), this.value(v)]))
      case '.':
        return (this.value(e[1]) as Names)[e[2]]
      case '()': {
        const f = this.value(e[1])
        const keywords = Object.fromEntries(Object.entries(e[3]).map(([k, v]) => [k, this.value(v)]))
        if (!(f instanceof Callable)) throw new Error(`not a function: ${JSON.stringify(e[1])}`)
        return f.call(
          e[2].map((x) => this.value(x)),
          keywords,
        )
      }
      default:
        throw new Error(`migration scripts are not expected to hold: ${JSON.stringify(e)}`)
    }
  }
}

const plain = (v: unknown): unknown => (v instanceof Callable ? v.value : v)
const typeOf = (v: unknown): SqlType => asType(plain(v))!
const isType = (v: unknown) => asType(plain(v)) !== null

/** `length=64` and positional arguments of a type. */
function makeType(name: string): Callable {
  const make = (args: unknown[], k: Keywords): unknown => {
    if (name === 'PickleType') return { ...(asType(LargeBinary) as SqlType), name }
    if (name === 'Enum') return sa.Enum(...(args as string[]), { ...(k.name ? { name: k.name as string } : {}) })
    const given = [...args, ...['length', 'precision', 'scale'].flatMap((n) => (n in k ? [k[n]] : []))]
    const type = (sa as Names)[name] as (...a: unknown[]) => unknown
    if (name === 'DateTime') return k.timezone ? { ...(asType(type) as SqlType), name, args: { timezone: true } } : type
    if (!type) throw new Error(`no type ${name}`)
    return given.length ? type(...given) : type
  }
  return new Callable(make, name === 'Enum' ? null : make([], {}))
}

const typeNames =
  'Integer SmallInteger BigInteger String Text Boolean Float Numeric Date DateTime Time Interval LargeBinary JSON Enum PickleType BIGINT BLOB BOOLEAN CHAR DATE DATETIME DECIMAL FLOAT INTEGER NUMERIC REAL SMALLINT TEXT TIME TIMESTAMP VARCHAR'.split(
    ' ',
  )

const serverDefault = (v: unknown) => (v === undefined || v === null ? undefined : (v as never))

function column(args: unknown[], k: Keywords, named = true): ColumnSpec {
  const rest = [...args]
  const name = named ? (rest.shift() as string) : typeof rest[0] === 'string' ? (rest.shift() as string) : ''
  const items = rest.filter((a) => !isType(a)) as never[]
  const type = rest.filter(isType).map(typeOf)
  return (sa.Column as (...a: unknown[]) => ColumnSpec)(name, ...type, ...items, {
    ...(k.primary_key !== undefined && { primaryKey: k.primary_key as boolean }),
    ...(k.nullable !== undefined && { nullable: k.nullable as boolean }),
    ...(k.unique !== undefined && { unique: k.unique as boolean }),
    ...(k.index !== undefined && { index: k.index as boolean }),
    serverDefault: serverDefault(k.server_default),
  })
}

const rules = (k: Keywords) => ({
  ...(k.name ? { name: k.name as string } : {}),
  ...(k.ondelete ? { onDelete: k.ondelete as 'CASCADE' } : {}),
  ...(k.onupdate ? { onUpdate: k.onupdate as 'CASCADE' } : {}),
})

/** A table named for data: `sa.table(...)`, with `insert().values(...)`. */
function lightTable(args: unknown[]) {
  const table = sa.table(args[0] as string, ...(args.slice(1) as ColumnSpec[]))
  const insert = new Callable(() => ({
    values: new Callable((_, k) => {
      const names = Object.keys(k)
      return {
        sql: `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        parameters: Object.values(k),
      }
    }),
  }))
  return { ...table, insert }
}

/** The names of `import sqlalchemy as sa`, and of a Flask-SQLAlchemy `db`. */
export function saNames(): Names {
  const call = (f: (...args: never[]) => unknown) => new Callable((args, k) => (f as (...a: unknown[]) => unknown)(...args, k))
  return {
    ...Object.fromEntries(typeNames.map((n) => [n, makeType(n)])),
    Column: new Callable((args, k) => column(args, k)),
    text: new Callable(([sql]) => sa.text(sql as string)),
    func: { now: new Callable(() => sa.text('(CURRENT_TIMESTAMP)')) },
    ForeignKey: new Callable(([target], k) => sa.ForeignKey(target as string, rules(k))),
    PrimaryKeyConstraint: new Callable((args, k) => sa.PrimaryKeyConstraint(...(args as string[]), rules(k))),
    UniqueConstraint: new Callable((args, k) => sa.UniqueConstraint(...(args as string[]), rules(k))),
    CheckConstraint: new Callable(([sql], k) => sa.CheckConstraint(sql as string, rules(k))),
    ForeignKeyConstraint: call((columns: string[], targets: string[], k: Keywords) =>
      sa.ForeignKeyConstraint(columns, targets, rules(k)),
    ),
    Index: new Callable(([name, ...columns], k) => ({ kind: 'index', name, columns, unique: k.unique === true })),
    Table: new Callable(([name, ...items]) => ({ kind: 'python table', name, items })),
    table: new Callable((args) => lightTable(args)),
    column: new Callable((args, k) => column(args, k)),
    relationship: new Callable(() => ({ kind: 'relationship' })),
    backref: new Callable(() => null),
  }
}

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
    ...(has('server_default') && { serverDefault: k.server_default }),
    ...(has('existing_type') && { existingType: typeOf(k.existing_type) }),
    ...(has('existing_nullable') && { existingNullable: k.existing_nullable }),
    ...(has('existing_server_default') && {
      existingServerDefault: k.existing_server_default === false ? undefined : k.existing_server_default,
    }),
  } as never
}

/** Python's `op` over ours. Inside a batch the table is left out. */
export function opNames(op: Op): Names {
  const f = (run: (args: never[], k: Keywords) => unknown) => new Callable((args, k) => run(args as never[], k))
  const position = (k: Keywords) => ({
    ...(k.insert_before ? { insertBefore: k.insert_before as string } : {}),
    ...(k.insert_after ? { insertAfter: k.insert_after as string } : {}),
  })
  return {
    create_table: f(([name, ...items]) => op.createTable(name!, ...(items as (ScriptColumn | Constraint)[]))),
    drop_table: f(([name]) => op.dropTable(name!)),
    rename_table: f(([a, b]) => op.renameTable(a!, b!)),
    add_column: f(([table, c], k) => op.addColumn(table!, c!, position(k))),
    drop_column: f(([table, c]) => op.dropColumn(table!, c!)),
    alter_column: f(([table, c], k) => op.alterColumn(table!, c!, alterOptions(k))),
    create_index: f(([name, table, columns], k) => op.createIndex(name!, table!, columns!, { unique: k.unique === true })),
    drop_index: f(([name], k) => op.dropIndex(name!, k.table_name ? { tableName: k.table_name as string } : {})),
    create_unique_constraint: f(([name, table, columns]) => op.createUniqueConstraint(name!, table!, columns!)),
    create_foreign_key: f(([name, a, b, local, remote], k) => op.createForeignKey(name!, a!, b!, local!, remote!, rules(k))),
    create_check_constraint: f(([name, table, sql]) => op.createCheckConstraint(name!, table!, sql!)),
    drop_constraint: f(([name, table], k) => op.dropConstraint(name!, table!, { type: kinds[String(k.type_)] })),
    execute: f(([what]) => {
      const statement = what as unknown as string | { sql: string; parameters: never[] }
      if (typeof statement === 'string') op.execute(statement)
      else op.execute(statement.sql, statement.parameters)
    }),
    bulk_insert: f(([table, rows]) => op.bulkInsert(table!, rows!)),
    f: f(([name]) => op.f(name!)),
    batch_alter_table: f(([table], k) => (run: (batch: unknown) => void) => {
      const options = {
        ...(k.recreate ? { recreate: k.recreate as 'always' } : {}),
        ...(k.naming_convention ? { namingConvention: k.naming_convention as never } : {}),
      }
      op.batchAlterTable(table!, options, (batch) => {
        run({
          add_column: f(([c], k2) => batch.addColumn(c!, position(k2))),
          drop_column: f(([c]) => batch.dropColumn(c!)),
          alter_column: f(([c], k2) => batch.alterColumn(c!, alterOptions(k2))),
          create_index: f(([name, columns], k2) => batch.createIndex(name!, columns!, { unique: k2.unique === true })),
          drop_index: f(([name]) => batch.dropIndex(name!)),
          create_unique_constraint: f(([name, columns]) => batch.createUniqueConstraint(name!, columns!)),
          create_foreign_key: f(([name, b, local, remote], k2) => batch.createForeignKey(name!, b!, local!, remote!, rules(k2))),
          create_check_constraint: f(([name, sql]) => batch.createCheckConstraint(name!, sql!)),
          drop_constraint: f(([name], k2) => batch.dropConstraint(name!, { type: kinds[String(k2.type_)] })),
          f: f(([name]) => batch.f(name!)),
        })
      })
    }),
  }
}

/**
 * The body of a script's function, run with our `op`.
 * @param indented as it is cut out of a file: every line but the first has four spaces too many
 */
export function runBody(text: string, op: Op, indented = false) {
  const source = indented ? text.replace(/\n {4}/g, '\n') : text
  new Evaluator({ op: opNames(op), sa: saNames(), None: null, True: true, False: false }).run(parse(source.trimStart()))
}

/** A whole script file in Python, as the module it would be in TypeScript. */
export function pythonModule(source: string) {
  const scope: Names = { sa: saNames(), None: null, True: true, False: false }
  const evaluator = new Evaluator(scope)
  evaluator.run(parse(source).filter((s) => s[0] !== 'expr'))
  const call = (name: string) => (op: Op) => {
    scope.op = opNames(op)
    ;(scope[name] as Callable).call([], {})
  }
  return {
    revision: scope.revision as string,
    downRevision: (scope.down_revision ?? null) as string | null,
    doc: /^\s*"""([\s\S]*?)"""/.exec(source)?.[1] ?? '',
    upgrade: call('upgrade'),
    downgrade: call('downgrade'),
  }
}

/** Everything of a Python file that is a model or a table, in order. */
export function pythonModels(
  source: string,
): {
  name: string
  columns: ColumnSpec[]
  constraints: Constraint[]
  indexes: { name: string; columns: string[]; unique: boolean }[]
}[] {
  const db = saNames()
  const scope: Names = { db, None: null, True: true, False: false }
  const evaluator = new Evaluator(scope)
  const tables: ReturnType<typeof pythonModels> = []
  const table = (name: string, items: unknown[], own: ColumnSpec[]) => {
    const has = <T>(kind: (x: { kind?: string }) => boolean) =>
      items.filter((i) => i !== null && typeof i === 'object' && kind(i)) as T[]
    const isConstraint = (kind?: string) => kind !== undefined && ['unique', 'check', 'primaryKey', 'foreignKey'].includes(kind)
    const columns = [...own, ...has<ColumnSpec>((i) => i.kind === undefined)]
    tables.push({
      name,
      columns,
      constraints: has<Constraint>((i) => isConstraint(i.kind)),
      indexes: has<{ name: string; columns: string[]; unique: boolean }>((i) => i.kind === 'index').map(
        ({ name: n, columns: c, unique }) => ({ name: n, columns: c, unique }),
      ),
    })
  }
  for (const s of parse(source)) {
    if (s[0] === 'class') {
      const own: ColumnSpec[] = []
      let items: unknown[] = []
      let name = s[1].toLowerCase()
      for (const line of s[3]) {
        if (line[0] !== '=' || line[1][0]![0] !== 'n') continue
        const attribute = line[1][0]![1] as string
        if (attribute === '__tablename__') name = evaluator.value(line[2]) as string
        else if (attribute === '__table_args__') items = evaluator.value(line[2]) as unknown[]
        else if (line[2][0] === '()' && line[2][1][0] === '.' && line[2][1][2] === 'Column')
          own.push(modelColumn(evaluator, attribute, line[2]))
      }
      table(name, items, own)
    } else if (s[0] === '=' && s[2][0] === '()' && JSON.stringify(s[2][1]).includes('"Table"')) {
      const made = evaluator.value(s[2]) as { name: string; items: unknown[] }
      table(made.name, made.items, [])
    }
  }
  return tables
}

function modelColumn(evaluator: Evaluator, attribute: string, call: Expr & { 0: '()' }): ColumnSpec {
  const args = (call[2] as Expr[]).map((x) => evaluator.value(x))
  const keywords = Object.fromEntries(
    Object.entries(call[3] as Record<string, Expr>)
      .filter(([k]) => k !== 'default' && k !== 'onupdate')
      .map(([k, v]) => [k, evaluator.value(v)]),
  )
  const made = column(args, keywords, false)
  return { ...made, name: made.name || attribute }
}

export const isTermError = (e: unknown): e is TermError => e instanceof TermError
