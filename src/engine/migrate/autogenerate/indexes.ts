import type { Constraint, Index, Table } from '../../schema/table'
import type { TableOperation } from '../operations/types'
import { type Comparator, type Comparison, conventionalName, pythonList, pythonTuple } from './comparison'

type Unique = Constraint & { kind: 'unique' }
type Thing = Unique | Index
const isIndex = (t: Thing): t is Index => !('kind' in t)
const isUnique = (t: Thing) => (isIndex(t) ? t.unique : true)
const signature = (t: Thing) => [...t.columns].sort().join()
const uniques = (table: Table) => table.constraints.filter((c): c is Unique => c.kind === 'unique')

/** Indexes and unique constraints, which share their names: removed, changed, added, each in the order of names. */
export const indexesAndUniques: Comparator = (c) => {
  const database = named(c.database)
  const model = named(c.model)
  const unnamed = uniques(c.model).filter((u) => u.name === null)
  const ops: TableOperation[] = []
  for (const name of sorted(database.keys())) {
    const thing = database.get(name)!
    if (model.has(name) || (!isIndex(thing) && unnamed.some((u) => signature(u) === signature(thing)))) continue
    ops.push(removed(c, thing))
  }
  for (const name of sorted(model.keys())) if (database.has(name)) ops.push(...changed(c, database.get(name)!, model.get(name)!))
  for (const name of sorted(model.keys())) if (!database.has(name)) ops.push(added(c, model.get(name)!))
  ops.push(...unnamedUniques(c, unnamed))
  return ops
}

/** Of an unnamed constraint only the columns can be compared. Alembic adds them but never sees one go (mig/098). */
function unnamedUniques(c: Comparison, wanted: Unique[]): TableOperation[] {
  const there = uniques(c.database)
  const gone = there.filter((u) => u.name === null && !wanted.some((w) => signature(w) === signature(u)))
  const missing = wanted.filter((w) => !there.some((u) => signature(u) === signature(w)))
  return [...(c.options.mode === 'safe' ? gone.map((u) => removed(c, u)) : []), ...missing.map((u) => added(c, u))]
}

function named(table: Table): Map<string, Thing> {
  const all: Thing[] = [...uniques(table).filter((u) => u.name !== null), ...table.indexes]
  return new Map(all.map((t) => [t.name!, t]))
}
const sorted = (names: Iterable<string>) => [...names].sort()

function changed(c: Comparison, was: Thing, is: Thing): TableOperation[] {
  if (isIndex(was) !== isIndex(is)) return [removed(c, was), added(c, is)]
  const reasons: string[] = []
  // Alembic 1.8 compares the names without their order, and shows them so
  const shown = (t: Thing) => pythonTuple(c.options.mode === 'alembic' ? [...t.columns].sort() : t.columns)
  const word = (x: boolean) => (x ? 'True' : 'False')
  if (isUnique(was) !== isUnique(is)) reasons.push(` unique=${word(isUnique(was))} to unique=${word(isUnique(is))}`)
  if (was.columns.join() !== is.columns.join() && (c.options.mode === 'safe' || signature(was) !== signature(is)))
    reasons.push(` columns ${shown(was)} to ${shown(is)}`)
  if (reasons.length === 0) return []
  c.log(`Detected changed ${isIndex(is) ? 'index' : 'unique constraint'} '${is.name}' on '${c.model.name}':${reasons.join(', ')}`)
  return [removal(c, was), addition(c, is)]
}

function removed(c: Comparison, thing: Thing): TableOperation {
  const name = thing.name === null ? 'None' : `'${thing.name}'`
  c.log(`Detected removed ${isIndex(thing) ? 'index' : 'unique constraint'} ${name} on '${c.model.name}'`)
  return removal(c, thing)
}

function added(c: Comparison, thing: Thing): TableOperation {
  c.log(
    `Detected added ${isIndex(thing) ? 'index' : 'unique constraint'} '${thing.name ?? 'None'}' on '${pythonList(thing.columns)}'`,
  )
  return addition(c, thing)
}

function removal({ model: { name: table }, options }: Comparison, thing: Thing): TableOperation {
  // Alembic 1.8 forgets that a removed index was unique (mig/122)
  if (isIndex(thing))
    return {
      op: 'dropIndex',
      table,
      name: thing.name,
      existing: options.mode === 'alembic' ? { ...thing, unique: false } : thing,
    }
  return { op: 'dropConstraint', table, name: thing.name, type: 'unique', columns: thing.columns, existing: thing }
}

function addition({ model: { name: table }, options }: Comparison, thing: Thing): TableOperation {
  const conventional = conventionalName(table, thing, options.naming)
  return isIndex(thing)
    ? { op: 'createIndex', table, index: thing, conventional }
    : { op: 'createConstraint', table, constraint: thing, conventional }
}

/** The indexes of a table that is created or dropped as a whole. */
export function indexesOf(c: Comparison): TableOperation[] {
  const byName = (indexes: Index[]) => [...indexes].sort((a, b) => (a.name < b.name ? -1 : 1))
  return [...byName(c.database.indexes).map((i) => removed(c, i)), ...byName(c.model.indexes).map((i) => added(c, i))]
}
