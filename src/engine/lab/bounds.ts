import type { RowData, SqlValue } from '../../protocol'

/** Characters or bytes of one value that leave the worker. */
const maxValue = 10_000

/** Values as they may cross the border: very long ones are cut. */
export function boundedValues(values: readonly SqlValue[]): SqlValue[] {
  return values.map((value) => {
    if (typeof value === 'string' && value.length > maxValue) return `${value.slice(0, maxValue)}... (${value.length} characters)`
    if (value instanceof Uint8Array) return value.slice(0, maxValue)
    return value
  })
}

export function boundedRow({ key, values }: RowData): RowData {
  return { key, values: boundedValues(values) }
}
