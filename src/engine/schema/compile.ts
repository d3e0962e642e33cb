import type { OperationNode } from 'kysely'
import type { SqlValue } from '../../protocol'
import { statementError } from './errors'
import { missing, rendering } from './expression'
import type { BindNode, Node, SelectLike } from './nodes'
import { shapeOf, shapeOfNode } from './shape'
import { compilerFor } from './spelling'
import { ToKysely } from './to-kysely'
import { type DialectName, unsupportedValue } from './types'

/** SQL text with its parameters in order. */
export interface Compiled {
  sql: string
  binds: BindNode[]
}

interface Cached {
  sql: string
  /** For each `?`, the place of its bind in the order of the shape; -1 and below: constants. */
  order: number[]
  constants: BindNode[]
}

const cache = new Map<string, Cached>()
const cacheLimit = 1000
const queryId = { queryId: 'backref' } as const

/**
 * SQL of a SELECT for SQLite. Cached by shape: values may differ.
 * @throws TermError CompileError (an unknown label in ORDER BY)
 */
export function compileSelect(select: SelectLike): Compiled {
  const binds: BindNode[] = []
  return cached(shapeOf(select, binds), binds, () => new ToKysely().select(select))
}

/** SQL of one expression, with tables' names in front of columns. */
export function compileNode(node: Node, dialect: DialectName = 'sqlite'): Compiled {
  const binds: BindNode[] = []
  if (dialect !== 'sqlite') return compileKysely(new ToKysely(dialect).expression(node, null, []), dialect)
  return cached(`n${shapeOfNode(node, binds)}`, binds, () => new ToKysely().expression(node, null, []))
}

/** Compiles Kysely nodes whose values are binds. */
export function compileKysely(node: OperationNode, dialect: DialectName = 'sqlite'): Compiled {
  const { sql, parameters } = compilerFor(dialect).compileQuery(node as never, queryId)
  return { sql, binds: parameters as BindNode[] }
}

function cached(shape: string, binds: BindNode[], build: () => OperationNode): Compiled {
  let entry = cache.get(shape)
  if (entry === undefined) {
    const { sql, binds: inOrder } = compileKysely(build())
    const constants: BindNode[] = []
    const order = inOrder.map((b) => {
      const at = binds.indexOf(b)
      return at >= 0 ? at : -constants.push(b)
    })
    entry = { sql, order, constants }
    if (cache.size >= cacheLimit) cache.clear()
    cache.set(shape, entry)
  }
  const { order, constants } = entry
  const result: BindNode[] = new Array(order.length)
  for (let i = 0; i < order.length; i++) {
    const at = order[i]!
    result[i] = at >= 0 ? binds[at]! : constants[-at - 1]!
  }
  return { sql: entry.sql, binds: result }
}

/** The value that is sent for a parameter. @throws TermError StatementError, InterfaceError when the type refuses it */
export function bindValue(b: BindNode): SqlValue {
  const value = b.late === undefined ? b.value : b.late()
  if (value === missing) {
    throw statementError(
      'sqlalchemy.exc.InvalidRequestError',
      `A value is required for bind parameter '${b.name}'`,
      `Give it a value: .params({ ${b.name}: ... }), or the second argument of execute().`,
    )
  }
  return convert(value, b.type)
}

/** A JavaScript value as the type sends it to SQLite. */
export function convert(value: unknown, type: BindNode['type']): SqlValue {
  if (type?.bind !== undefined) return type.bind(value)
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
      return value
    case 'boolean':
      return value ? 1 : 0
    case 'undefined':
      return null
    default:
      if (value === null || value instanceof Uint8Array) return value
      throw unsupportedValue(value, type?.name ?? 'parameter')
  }
}

export function bindValues(binds: BindNode[]): SqlValue[] {
  const values: SqlValue[] = new Array(binds.length)
  for (let i = 0; i < binds.length; i++) values[i] = bindValue(binds[i]!)
  return values
}

rendering.text = (node) => compileNode(node).sql
