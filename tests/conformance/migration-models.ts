import { sa } from '../../src/engine/migrate/sa'
import type { ColumnSpec, Constraint } from '../../src/engine/schema/table'
import { asType, LargeBinary, type SqlType } from '../../src/engine/schema/types'
import { Callable, evaluate, interpreter, isType, type Names, Namespace, plain, typeOf } from './migration-host'
import type { Interpreter } from './python/interpret'
import { parse } from './python/parse'
import type { Expr } from './python/tree'
import type { Keywords } from './python/values'

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

export const rules = (k: Keywords) => ({
  ...(k.name ? { name: k.name as string } : {}),
  ...(k.ondelete ? { onDelete: k.ondelete as 'CASCADE' } : {}),
  ...(k.onupdate ? { onUpdate: k.onupdate as 'CASCADE' } : {}),
})

type Condition = { condition: string; value: unknown }

/** A table named for data: `sa.table(...)`, with `insert()`, `update()` and `delete()`. */
function lightTable(args: unknown[]): Namespace {
  const columns = args.slice(1).map(plain) as ColumnSpec[]
  const table = sa.table(args[0] as string, ...columns)
  const statement = (verb: 'UPDATE' | 'DELETE', set: Keywords = {}, where: Condition[] = []): Namespace => {
    const names = Object.keys(set)
    const head =
      verb === 'UPDATE' ? `UPDATE ${table.name} SET ${names.map((n) => `${n}=?`).join(', ')}` : `DELETE FROM ${table.name}`
    const sql = head + (where.length ? ` WHERE ${where.map((w) => w.condition).join(' AND ')}` : '')
    return new Namespace(
      {
        values: new Callable((_, k) => statement(verb, { ...set, ...k }, where)),
        where: new Callable((more) => statement(verb, set, [...where, ...(more as Condition[])])),
      },
      { sql, parameters: [...Object.values(set), ...where.map((w) => w.value)] },
    )
  }
  const insert = new Callable(
    () =>
      new Namespace({
        values: new Callable((_, k) => {
          const names = Object.keys(k)
          const sql = `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
          return new Namespace({}, { sql, parameters: Object.values(k) })
        }),
      }),
  )
  const c = new Namespace(
    Object.fromEntries(columns.map((column) => [column.name, new Namespace({}, `${table.name}.${column.name}`)])),
  )
  return new Namespace(
    { c, insert, update: new Callable(() => statement('UPDATE')), delete: new Callable(() => statement('DELETE')) },
    table,
  )
}

/** The names of `import sqlalchemy as sa`, and of a Flask-SQLAlchemy `db`. */
export function saNames(): Names {
  const call = (f: (...args: never[]) => unknown) => new Callable((args, k) => (f as (...a: unknown[]) => unknown)(...args, k))
  return {
    ...Object.fromEntries(typeNames.map((n) => [n, makeType(n)])),
    Column: new Callable((args, k) => column(args, k)),
    text: new Callable(([sql]) => sa.text(sql as string)),
    func: new Namespace({ now: new Callable(() => sa.text('(CURRENT_TIMESTAMP)')) }),
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

/** Everything of a Python file that is a model or a table, in order. */
export function pythonModels(source: string): {
  name: string
  columns: ColumnSpec[]
  constraints: Constraint[]
  indexes: { name: string; columns: string[]; unique: boolean }[]
}[] {
  const py = interpreter({ db: new Namespace(saNames()), sa: new Namespace(saNames()) })
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
        if (attribute === '__tablename__') name = evaluate(py, line[2]) as string
        else if (attribute === '__table_args__') items = evaluate(py, line[2]) as unknown[]
        else if (line[2][0] === '()' && line[2][1][0] === '.' && line[2][1][2] === 'Column')
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
