import type { Constraint } from './table'

/** `roleId` -> `role_id`: attributes are camelCase, columns snake_case. */
export const snakeCase = (key: string): string =>
  key.replace(/[A-Z]/g, (c, at: number) => (at === 0 ? c.toLowerCase() : `_${c.toLowerCase()}`))

/** Names for constraints that have none, with SQLAlchemy's placeholders: `uq_%(table_name)s_%(column_0_name)s`. */
export type NamingConvention = Partial<Record<'ix' | 'uq' | 'ck' | 'fk' | 'pk', string>>

/** The constraint under the name that a convention gives it; a check keeps its own inside. */
export function named(c: Constraint, naming: NamingConvention, table: string): Constraint {
  if (c.kind === 'check') {
    // a convention wraps the name that a check was given
    return naming.ck && c.name ? { ...c, name: fill(naming.ck, table, [], '', c.name) } : c
  }
  if (c.name) return c
  const kind = ({ unique: 'uq', primaryKey: 'pk', foreignKey: 'fk' } as const)[c.kind]
  return { ...c, name: conventional(kind, naming, table, c.columns, c.kind === 'foreignKey' ? c.table : '') }
}

/** A name by a convention; null where it has no word on that kind. */
export function conventional(
  kind: keyof NamingConvention,
  naming: NamingConvention,
  table: string,
  columns: string[],
  referred = '',
): string | null {
  const pattern = naming[kind]
  return pattern === undefined ? null : fill(pattern, table, columns, referred, '')
}

function fill(pattern: string, table: string, columns: string[], referred: string, constraint: string): string {
  return pattern
    .replaceAll('%(table_name)s', table)
    .replaceAll('%(referred_table_name)s', referred)
    .replaceAll('%(constraint_name)s', constraint)
    .replace(/%\(column_(\d+)_name\)s/g, (_, i) => columns[Number(i)] ?? '')
    .replace(/%\(column_(\d+)_label\)s/g, (_, i) => `${table}_${columns[Number(i)] ?? ''}`)
    .replace(/%\(column_0_N_name\)s/g, columns.join('_'))
}

/** `ix_<table>_<column>`, or what the naming convention says. */
export function indexName(table: string, columns: string[], naming: NamingConvention = {}): string {
  return naming.ix ? fill(naming.ix, table, columns, '', '') : `ix_${table}_${columns.join('_')}`
}
