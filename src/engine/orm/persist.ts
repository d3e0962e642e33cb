import { convert, deleteStatement } from '../schema'
import { insertRows, insertStates } from './inserting'
import type { Mapper } from './mapper'
import { byKey, keyColumns, type Persistence, remembered, valueOf } from './persistence'
import type { InstanceState } from './state'
import { updateStates } from './updating'

/** Sends UPDATEs, then INSERTs, of one class (orm/128). Pending objects go in the order of add(), others by key. */
export function saveStates(p: Persistence, mapper: Mapper, states: InstanceState[]): void {
  p.connection()
  const pending = states.filter((s) => s.id === null)
  const persistent = pending.length === 0 ? states : states.filter((s) => s.id !== null)
  if (persistent.length) updateStates(p, mapper, inOrder(persistent, byKey))
  if (pending.length) insertStates(p, mapper, inOrder(pending, byPlace))
}

const byPlace = (a: InstanceState, b: InstanceState): number => a.place - b.place

/** Mostly they are in order already, and sorting would move them all. */
function inOrder(states: InstanceState[], compare: (a: InstanceState, b: InstanceState) => number): InstanceState[] {
  for (let i = 1; i < states.length; i++) if (compare(states[i - 1]!, states[i]!) > 0) return [...states].sort(compare)
  return states
}

/** Rows given as plain objects: only the columns that have a value, as one executemany per set of columns. */
export function insertMappings(p: Persistence, mapper: Mapper, rows: Record<string, unknown>[]): void {
  insertRows(
    p,
    mapper,
    rows.map((values) => {
      const row: unknown[] = new Array(mapper.columns.length)
      for (const [key, value] of Object.entries(values)) {
        const attribute = mapper.byKey.get(key)
        if (attribute) row[attribute.index] = value
      }
      return row
    }),
  )
}

/** Objects as rows: new ones are inserted and stay transient, those with a row are updated (bulk_save_objects). */
export function saveRows(p: Persistence, mapper: Mapper, states: InstanceState[]): void {
  const pending = states.filter((s) => s.id === null)
  if (pending.length < states.length) {
    updateStates(
      p,
      mapper,
      states.filter((s) => s.id !== null),
    )
  }
  insertRows(
    p,
    mapper,
    pending.map((s) => s.row.slice()),
  )
}

/** Deletes rows by key, as one executemany. */
export function deleteStates(p: Persistence, mapper: Mapper, states: InstanceState[]): void {
  const withRows = states.filter((s) => s.id !== null).sort(byKey)
  if (withRows.length === 0) return
  for (const s of withRows) for (const i of mapper.primaryKey) valueOf(s, i)
  const { sql } = remembered(mapper.table, 'd', () => deleteStatement(mapper.table, keyColumns(mapper)))
  const keys = withRows.map((s) => s.key!.map((k, i) => convert(k, keyColumns(mapper)[i]!.type)))
  const gone = p.guarded(() => p.connection().many(sql, keys, p.flushReason))
  if (gone !== withRows.length) {
    p.registry.warn(
      `DELETE statement on table '${mapper.table.name}' expected to delete ${withRows.length} row(s); ${gone} were matched.  Please set confirm_deleted_rows=False within the mapper configuration to prevent this warning.`,
      'The row was deleted behind the session.',
    )
  }
}
