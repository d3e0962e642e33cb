import { Callable, plain as constant, type Names, Namespace } from './migration-names'
import type { Keywords } from './python/values'

/** A piece of SQL with the values of its question marks. */
export interface Piece {
  kind: 'piece'
  sql: string
  parameters: unknown[]
}
export const isPiece = (v: unknown): v is Piece => (v as Piece | null)?.kind === 'piece'

const piece = (sql: string, parameters: unknown[] = []): Piece => ({ kind: 'piece', sql, parameters })

/** Any value as a piece: what is none already is bound. */
export function bound(v: unknown): Piece {
  const value = constant(v)
  if (isPiece(value)) return value
  return value === null ? piece('NULL') : piece('?', [value])
}

/** A piece with the methods of a column. */
export function expression(sql: string, parameters: unknown[] = []): Namespace {
  const list = (items: unknown) => (items as unknown[]).map(bound)
  const names: Names = {
    in_: new Callable(([items]) => {
      const all = list(items)
      return expression(
        `${sql} IN (${all.map((p) => p.sql).join(', ')})`,
        all.flatMap((p) => p.parameters),
      )
    }),
    is_: new Callable(([other]) => joined('IS', piece(sql, parameters), bound(other))),
    is_not: new Callable(([other]) => joined('IS NOT', piece(sql, parameters), bound(other))),
    isnot: new Callable(([other]) => joined('IS NOT', piece(sql, parameters), bound(other))),
    like: new Callable(([other]) => joined('LIKE', piece(sql, parameters), bound(other))),
  }
  return new Namespace(names, piece(sql, parameters))
}

function joined(op: string, left: Piece, right: Piece): Namespace {
  return expression(`${left.sql} ${op} ${right.sql}`, [...left.parameters, ...right.parameters])
}

const comparisons: Record<string, string> = { '==': '=', '!=': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' }

/** `a == b` where one side is a piece; None is compared with IS. */
export function compared(op: string, left: unknown, right: unknown): Namespace | undefined {
  if (!isPiece(constant(left)) && !isPiece(constant(right))) return undefined
  const none = constant(right) === null ? { '==': 'IS', '!=': 'IS NOT' }[op] : undefined
  return joined(none ?? comparisons[op]!, bound(left), bound(right))
}

const operators: Record<string, string> = { '+': '||', '&': 'AND', '|': 'OR' }

/** `a + b` (of texts), `a & b`, `a | b`. */
export function combined(op: string, left: unknown, right: unknown): Namespace | undefined {
  if (!operators[op] || (!isPiece(constant(left)) && !isPiece(constant(right)))) return undefined
  return joined(operators[op], bound(left), bound(right))
}

/** `sa.func.upper(...)`. */
export const sqlFunction = (name: string) =>
  new Callable((args) => {
    const pieces = args.map(bound)
    return expression(
      `${name}(${pieces.map((p) => p.sql).join(', ')})`,
      pieces.flatMap((p) => p.parameters),
    )
  })

interface Parts {
  set: [string, Piece][]
  where: Piece[]
  order: Piece[]
}
const nothing: Parts = { set: [], where: [], order: [] }

/** SET and VALUES follow the table's columns, as in SQLAlchemy. */
function valuesOf(columns: readonly string[], args: unknown[], k: Keywords): [string, Piece][] {
  const given = new Map(Object.entries({ ...((args[0] as Keywords | undefined) ?? {}), ...k }).map(([n, v]) => [n, bound(v)]))
  return columns.flatMap((c) => (given.has(c) ? [[c, given.get(c)!] as [string, Piece]] : []))
}

/** `insert()`, `update()`, `delete()` of a table, refined by `values()` and `where()`. */
export function changing(
  verb: 'INSERT' | 'UPDATE' | 'DELETE',
  table: string,
  columns: readonly string[],
  parts = nothing,
): Namespace {
  const set = parts.set.map(([c, p]) => (verb === 'INSERT' ? p.sql : `${c}=${p.sql}`)).join(', ')
  const head = {
    INSERT: `INSERT INTO ${table} (${parts.set.map(([c]) => c).join(', ')}) VALUES (${set})`,
    UPDATE: `UPDATE ${table} SET ${set}`,
    DELETE: `DELETE FROM ${table}`,
  }[verb]
  return new Namespace(
    {
      values: new Callable((args, k) => changing(verb, table, columns, { ...parts, set: valuesOf(columns, args, k) })),
      where: new Callable((more) => changing(verb, table, columns, { ...parts, where: [...parts.where, ...more.map(bound)] })),
    },
    piece(head + tail(parts), [...parts.set.flatMap(([, p]) => p.parameters), ...parts.where.flatMap((p) => p.parameters)]),
  )
}

/** `sa.select(...)` of columns of one table, given one by one or as a list. */
export function selecting(args: unknown[], parts = nothing): Namespace {
  const columns = (Array.isArray(args[0]) ? args[0] : args).flatMap((a: unknown) => {
    const c = a instanceof Namespace && a.names.c instanceof Namespace ? Object.values(a.names.c.names) : [a]
    return c.map(bound)
  })
  const tables = [...new Set(columns.flatMap((c) => /^(\w+)\./.exec(c.sql)?.[1] ?? []))]
  const refined = (more: Partial<Parts>) => selecting(args, { ...parts, ...more })
  return new Namespace(
    {
      where: new Callable((more) => refined({ where: [...parts.where, ...more.map(bound)] })),
      order_by: new Callable((more) => refined({ order: [...parts.order, ...more.map(bound)] })),
    },
    piece(
      `SELECT ${columns.map((c) => c.sql).join(', ')} FROM ${tables.join(', ')}${tail(parts)}`,
      [...columns, ...parts.where].flatMap((p) => p.parameters),
    ),
  )
}

const tail = ({ where, order }: Parts) =>
  (where.length ? ` WHERE ${where.map((p) => p.sql).join(' AND ')}` : '') +
  (order.length ? ` ORDER BY ${order.map((p) => p.sql).join(', ')}` : '')

/** A value written into the SQL instead of being bound. */
export const inlineLiteral = (v: unknown): Namespace =>
  expression(typeof v === 'string' ? `'${v.replaceAll("'", "''")}'` : v === null ? 'NULL' : String(v))
