import { foreignKeys, type Table } from '../../schema/table'

/**
 * Tables level by level, each level by name: every table after those that its foreign keys point at. Tables of a cycle come
 * last, by name.
 */
export function dependencyOrder(tables: Iterable<Table>): Table[] {
  let left = [...tables].sort((a, b) => (a.name < b.name ? -1 : 1))
  const sorted: Table[] = []
  while (left.length) {
    const names = new Set(left.map((t) => t.name))
    const level = left.filter((t) => !foreignKeys(t).some((k) => k.table !== t.name && names.has(k.table)))
    if (!level.length) return [...sorted, ...left]
    sorted.push(...level)
    left = left.filter((t) => !level.includes(t))
  }
  return sorted
}

/** What both sides have, and what only one of them has. */
export function matchTables(
  database: ReadonlyMap<string, Table>,
  model: ReadonlyMap<string, Table>,
): { added: Table[]; removed: Table[]; common: [Table, Table][] } {
  return {
    added: dependencyOrder(model.values()).filter((t) => !database.has(t.name)),
    removed: dependencyOrder(database.values())
      .filter((t) => !model.has(t.name))
      .reverse(),
    common: [...model.keys()]
      .filter((n) => database.has(n))
      .sort()
      .map((n) => [database.get(n)!, model.get(n)!]),
  }
}
