import type { Reason } from '../../protocol'
import { type Assignment, type Column, type Compiled, Expression, type Table } from '../schema'
import type { Connection } from '../sqlite'
import type { Mapper, Registry } from './mapper'
import { EXPIRED, type InstanceState } from './state'

/** What persisting needs of the session. */
export interface Persistence {
  registry: Registry
  /** Why the flush runs: asked for, or before a query. */
  flushReason: Reason
  connection(): Connection
  /** Runs and turns SQLite's errors into SQLAlchemy's. */
  guarded<T>(work: () => T): T
  refreshExpired(state: InstanceState, column: number): void
}

const statements = new WeakMap<Table, Map<string, Compiled>>()

export function remembered(table: Table, key: string, make: () => Compiled): Compiled {
  let known = statements.get(table)
  if (!known) {
    known = new Map()
    statements.set(table, known)
  }
  let compiled = known.get(key)
  if (!compiled) {
    compiled = make()
    known.set(key, compiled)
  }
  return compiled
}

export const byKey = (a: InstanceState, b: InstanceState): number => {
  if (a.mapper.primaryKey.length === 1)
    return (a.id as number) < (b.id as number) ? -1 : (a.id as number) > (b.id as number) ? 1 : 0
  const one = a.id as number[]
  const two = b.id as number[]
  for (let i = 0; i < one.length; i++) {
    const x = one[i]!
    const y = two[i]!
    if (x < y) return -1
    if (x > y) return 1
  }
  return 0
}

/** A column default: a value, a function (called once per row, in order), or an SQL expression. */
export function defaultOf(given: unknown): unknown {
  return typeof given === 'function' && !(given instanceof Expression) ? (given as () => unknown)() : given
}

/** The columns of a statement; a value that is an SQL expression stands in it. */
export const assignments = (mapper: Mapper, columns: readonly number[], values: readonly unknown[]): Assignment[] =>
  columns.map((i, n) => ({
    column: mapper.columns[i]!.column,
    expression: values[n] instanceof Expression ? values[n].node : null,
  }))

export const keyColumns = (mapper: Mapper): Column[] => mapper.primaryKey.map((i) => mapper.columns[i]!.column)

/** A value that the flush needs: an expired object is read first (flow/014). */
export function valueOf(s: InstanceState, index: number): unknown {
  if (s.row[index] === EXPIRED) s.session?.refreshExpired(s, index)
  return s.peek(index)
}
