import type { SqlValue } from '../../protocol'
import type { PreparedCache } from './prepared'

/** Rows per INSERT where rows travel together, and how many values that may make. */
const batchSizes = [256, 32, 4]
const batchValues = 4096
/** Fewer rows go one by one. */
export const fewestTogether = 4

/** Can rows travel together? Only where the statement ends with its VALUES. */
export const canTravelTogether = (sql: string): boolean => /\)\s*$/.test(sql)

/**
 * Sends rows of one INSERT in statements with several rows of VALUES, as far as that goes: what is left, and a row at fault,
 * is to be sent by itself. A statement that fails is undone whole by SQLite.
 * @param values row after row
 * @returns the row with which to go on
 */
export function sendTogether(
  prepared: PreparedCache,
  sql: string,
  values: readonly SqlValue[],
  rows: { from: number; to: number; width: number },
): number {
  const { to, width } = rows
  let { from } = rows
  for (const size of batchSizes) {
    if (width * size > batchValues) continue
    while (to - from >= size && send(prepared, sql, values.slice(from * width, (from + size) * width), size)) from += size
  }
  return from
}

function send(prepared: PreparedCache, sql: string, values: readonly SqlValue[], rows: number): boolean {
  const row = `, (${new Array(values.length / rows).fill('?').join(', ')})`
  const statement = prepared.peek(sql + row.repeat(rows - 1))
  try {
    statement.run(values)
    return true
  } catch {
    statement.reset()
    return false
  }
}
