import { sa } from '../../src/engine/migrate/sa'
import { tableName } from '../../src/engine/orm'
import type { ColumnSpec, Constraint } from '../../src/engine/schema/table'
import { asType, LargeBinary, type SqlType } from '../../src/engine/schema/types'
import { evaluate, interpreter, isType, typeOf } from './migration-host'
import { Callable, type Names, Namespace, plain } from './migration-names'
import { changing, expression, selecting, sqlFunction } from './migration-statements'
import type { Interpreter } from './python/interpret'
import { parse } from './python/parse'
import type { Expr, Stmt } from './python/tree'
import type { Keywords } from './python/values'

/** A class of Python's `enum`: stored by the names of its members, and called by its own name in lower case. */
class EnumClass {
  constructor(
    readonly name: string,
    readonly names: string[],
  ) {}
}

/** `length=64` and positional arguments of a type. */
function makeType(name: string): Callable {
  const make = (args: unknown[], k: Keywords): unknown => {
    if (name === 'PickleType') return { ...(asType(LargeBinary) as SqlType), name }
    if (name === 'Enum') {
      const members = args[0] instanceof EnumClass ? args[0] : null
      return sa.Enum(...(members?.names ?? (args as string[])), {
        ...(k.name || members ? { name: (k.name as string) ?? members?.name } : {}),
        ...(k.create_constraint ? { createConstraint: true } : {}),
      })
    }
    if (name === 'Unicode') return { ...sa.String((args[0] ?? k.length) as number | undefined), name }
    if (name === 'UnicodeText') return { ...(asType(sa.Text) as SqlType), name }
    if (name === 'Boolean' && k.create_constraint)
      return {
        ...(sa.Boolean as (o: object) => SqlType)({ createConstraint: true, ...(k.name ? { name: k.name as string } : {}) }),
      }
    const given = [...args, ...['length', 'precision', 'scale'].flatMap((n) => (n in k ? [k[n]] : []))]
    const type = (sa as Names)[name] as (...a: unknown[]) => unknown
    if (name === 'DateTime') return k.timezone ? { ...(asType(type) as SqlType), name, args: { timezone: true } } : type
    if (!type) throw new Error(`no type ${name}`)
    return given.length ? type(...given) : type
  }
  return new Callable(make, name === 'Enum' ? null : make([], {}))
}

const typeNames =
  'Integer SmallInteger BigInteger String Text Boolean Float Numeric Date DateTime Time Interval LargeBinary JSON Enum PickleType Unicode UnicodeText BIGINT BLOB BOOLEAN CHAR DATE DATETIME DECIMAL FLOAT INTEGER NUMERIC REAL SMALLINT TEXT TIME TIMESTAMP VARCHAR'.split(
    ' ',
  )

const serverDefault = (v: unknown) => (v === undefined || v === null ? undefined : (plain(v) as never))

function column(args: unknown[], k: Keywords, named = true): ColumnSpec {
  const rest = [...args]
  const name = named ? (rest.shift() as string) : typeof rest[0] === 'string' ? (rest.shift() as string) : ''
  const isComputed = (a: unknown) => (a as { kind?: string })?.kind === 'computed'
  const items = rest.filter((a) => !isType(a) && !isComputed(a)) as never[]
  const computed = rest.find(isComputed) as { sql: string; persisted: boolean | null } | undefined
  const type = rest.filter(isType).map(typeOf)
  return (sa.Column as (...a: unknown[]) => ColumnSpec)(name, ...type, ...items, {
    ...(k.primary_key !== undefined && { primaryKey: k.primary_key as boolean }),
    ...(k.nullable !== undefined && { nullable: k.nullable as boolean }),
    ...(k.unique !== undefined && { unique: k.unique as boolean }),
    ...(k.index !== undefined && { index: k.index as boolean }),
    ...(k.comment !== undefined && { comment: k.comment as string }),
    ...(computed && { computed: { sql: computed.sql, persisted: computed.persisted } }),
    serverDefault: serverDefault(k.server_default),
  })
}

export const rules = (k: Keywords) => ({
  ...(k.name ? { name: k.name as string } : {}),
  ...(k.ondelete ? { onDelete: k.ondelete as 'CASCADE' } : {}),
  ...(k.onupdate ? { onUpdate: k.onupdate as 'CASCADE' } : {}),
})

/** A column named for data: as a value its name, for `sa.table` its type too. */
const lightColumn = (args: unknown[], k: Keywords) => ({ ...column(args, k), kind: 'piece', sql: args[0], parameters: [] })

/** `sa.text(...)`, with `bindparams()`. */
const textClause = (sql: string): Namespace =>
  new Namespace(
    {
      bindparams: new Callable((_, k) => {
        const parameters: unknown[] = []
        const marked = sql.replace(/(?<![:\w]):(\w+)/g, (_all, name: string) => {
          parameters.push(k[name] ?? null)
          return '?'
        })
        return new Namespace({}, { kind: 'piece', sql: marked, parameters })
      }),
    },
    sa.text(sql),
  )

/** A table named for data: `sa.table(...)`, or what `op.create_table(...)` returns. */
export function lightTable(name: string, columns: readonly ColumnSpec[]): Namespace {
  const names = columns.map((c) => c.name)
  const start = (verb: 'INSERT' | 'UPDATE' | 'DELETE') => new Callable(() => changing(verb, name, names))
  const c = new Namespace(Object.fromEntries(names.map((n) => [n, expression(`${name}.${n}`)])))
  return new Namespace(
    {
      c,
      columns: c,
      insert: start('INSERT'),
      update: start('UPDATE'),
      delete: start('DELETE'),
      select: new Callable(() => selecting(Object.values(c.names))),
    },
    sa.table(name, ...columns),
  )
}

/** The names of `import sqlalchemy as sa`, and of a Flask-SQLAlchemy `db`. */
export function saNames(): Names {
  const call = (f: (...args: never[]) => unknown) => new Callable((args, k) => (f as (...a: unknown[]) => unknown)(...args, k))
  return {
    ...Object.fromEntries(typeNames.map((n) => [n, makeType(n)])),
    Column: new Callable((args, k) => column(args, k)),
    text: new Callable(([sql]) => textClause(sql as string)),
    true: new Callable(() => sa.text('(1)')),
    false: new Callable(() => sa.text('(0)')),
    select: new Callable((args) => selecting(args)),
    ...Object.fromEntries(
      ['insert', 'update', 'delete'].map((verb) => [
        verb,
        new Callable(([table]) => ((table as Namespace).names[verb] as Callable).call([], {})),
      ]),
    ),
    func: new Namespace({
      now: new Callable(() => sa.text('(CURRENT_TIMESTAMP)')),
      ...Object.fromEntries(['count', 'lower', 'upper', 'length', 'max', 'min', 'substr'].map((n) => [n, sqlFunction(n)])),
    }),
    Computed: new Callable(([sql], k) => ({ kind: 'computed', sql, persisted: k.persisted ?? null })),
    inspect: new Callable(([bind]) => (bind as Namespace).names.inspector),
    ForeignKey: new Callable(([target], k) => sa.ForeignKey(target as string, rules(k))),
    PrimaryKeyConstraint: new Callable((args, k) => sa.PrimaryKeyConstraint(...(args as string[]), rules(k))),
    UniqueConstraint: new Callable((args, k) => sa.UniqueConstraint(...(args as string[]), rules(k))),
    CheckConstraint: new Callable(([sql], k) => sa.CheckConstraint(sql as string, rules(k))),
    ForeignKeyConstraint: call((columns: string[], targets: string[], k: Keywords) =>
      sa.ForeignKeyConstraint(columns, targets, rules(k)),
    ),
    Index: new Callable(([name, ...columns], k) => ({ kind: 'index', name, columns, unique: k.unique === true })),
    Table: new Callable(([name, ...items]) => ({ kind: 'python table', name, items })),
    table: new Callable(([name, ...columns]) =>
      lightTable(
        name as string,
        columns.map((c) => plain(c) as ColumnSpec).map(({ name: n, type }) => ({ name: n, type })),
      ),
    ),
    column: new Callable((args, k) => new Namespace(expression(args[0] as string).names, lightColumn(args, k))),
    relationship: new Callable(() => ({ kind: 'relationship' })),
    backref: new Callable(() => null),
  }
}

/** Everything of a Python file that is a model or a table, in order. */
export function pythonModels(source: string): {
  name: string
  columns: ColumnSpec[]
  constraints: Constraint[]
  sqliteAutoincrement?: boolean
  indexes: { name: string; columns: string[]; unique: boolean }[]
}[] {
  const py = interpreter({ db: new Namespace(saNames()), sa: new Namespace(saNames()) })
  const tables: ReturnType<typeof pythonModels> = []
  const table = (name: string, items: unknown[], own: ColumnSpec[]) => {
    const has = <T>(kind: (x: { kind?: string }) => boolean) =>
      items.filter((i) => i !== null && typeof i === 'object' && kind(i)) as T[]
    const isConstraint = (kind?: string) => kind !== undefined && ['unique', 'check', 'primaryKey', 'foreignKey'].includes(kind)
    const columns = [...own, ...has<ColumnSpec>((i) => i.kind === undefined && 'name' in i)]
    tables.push({
      name,
      columns,
      constraints: has<Constraint>((i) => isConstraint(i.kind)),
      ...(items.some((i) => (i as Keywords | null)?.sqlite_autoincrement === true) && { sqliteAutoincrement: true }),
      indexes: has<{ name: string; columns: string[]; unique: boolean }>((i) => i.kind === 'index').map(
        ({ name: n, columns: c, unique }) => ({ name: n, columns: c, unique }),
      ),
    })
  }
  const mixins = new Map<string, Stmt[]>()
  for (const s of parse(source)) {
    if (s[0] === 'class') {
      const bases = s[2].map((b) => (b[0] === 'n' ? b[1] : ''))
      if (s[2].some((b) => (b[0] === '.' ? b[2] : b[1]) === 'Enum')) {
        const members = s[3].flatMap((line) => (line[0] === '=' ? (line[1][0]![1] as string) : []))
        py.define({ [s[1]]: new EnumClass(s[1].toLowerCase(), members) })
        continue
      }
      if (!s[2].some((b) => b[0] === '.' && b[2] === 'Model')) {
        mixins.set(s[1], s[3])
        continue
      }
      const own: ColumnSpec[] = []
      let items: unknown[] = []
      let name = tableName(s[1])
      for (const line of [...bases.flatMap((b) => mixins.get(b) ?? []), ...s[3]]) {
        if (line[0] !== '=' || line[1][0]![0] !== 'n') continue
        const attribute = line[1][0]![1] as string
        if (attribute === '__tablename__') name = evaluate(py, line[2]) as string
        else if (attribute === '__table_args__') {
          const given = evaluate(py, line[2])
          items = Array.isArray(given) ? given : [given]
        } else if (line[2][0] === '()' && line[2][1][0] === '.' && line[2][1][2] === 'Column')
          own.push(modelColumn(py, attribute, line[2]))
      }
      table(name, items, own)
    } else if (s[0] === '=' && s[2][0] === '()' && JSON.stringify(s[2][1]).includes('"Table"')) {
      const made = evaluate(py, s[2]) as { name: string; items: unknown[] }
      table(made.name, made.items, [])
    }
  }
  return tables
}

function modelColumn(py: Interpreter, attribute: string, call: Expr & { 0: '()' }): ColumnSpec {
  const args = (call[2] as Expr[]).map((x) => evaluate(py, x))
  const keywords = Object.fromEntries(
    Object.entries(call[3] as Record<string, Expr>)
      .filter(([k]) => k !== 'default' && k !== 'onupdate')
      .map(([k, v]) => [k, evaluate(py, v)]),
  )
  const made = column(args, keywords, false)
  return { ...made, name: made.name || attribute }
}
