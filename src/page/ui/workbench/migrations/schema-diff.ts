import type { ColumnInfo, TableInfo, TableSnapshot } from '../../../../protocol'

export interface SchemaLine {
  text: string
  /** Other than on the other side, or not there. */
  differs: boolean
}

/** One table on both sides; null: it is not there. */
export interface TableDiff {
  name: string
  before: SchemaLine[] | null
  after: SchemaLine[] | null
  same: boolean
}

/** The tables of a frame, before and after, line by line. */
export function schemaDiff(before: readonly TableSnapshot[], after: readonly TableSnapshot[]): TableDiff[] {
  const left = new Map(before.map(({ table }) => [table.name, linesOf(table)]))
  const right = new Map(after.map(({ table }) => [table.name, linesOf(table)]))
  return [...new Set([...left.keys(), ...right.keys()])].map((name) => {
    const [old, now] = [left.get(name), right.get(name)]
    const side = (own: string[] | undefined, other: string[] | undefined) =>
      own?.map((text) => ({ text, differs: !other?.includes(text) })) ?? null
    return { name, before: side(old, now), after: side(now, old), same: old?.join('\n') === now?.join('\n') }
  })
}

function linesOf({ columns, indexes }: TableInfo): string[] {
  return [
    ...columns.map(columnLine),
    ...indexes.map(({ name, columns, unique }) => `${unique ? 'UNIQUE ' : ''}INDEX ${name} (${columns.join(', ')})`),
  ]
}

function columnLine({ name, type, nullable, primaryKey, unique, default: standard, foreignKey }: ColumnInfo): string {
  const parts = [
    name,
    type,
    primaryKey > 0 ? 'PRIMARY KEY' : nullable ? '' : 'NOT NULL',
    unique && primaryKey === 0 ? 'UNIQUE' : '',
    standard === null ? '' : `DEFAULT ${standard}`,
    foreignKey ? `→ ${foreignKey.table}.${foreignKey.column}` : '',
  ]
  return parts.filter(Boolean).join(' ')
}
