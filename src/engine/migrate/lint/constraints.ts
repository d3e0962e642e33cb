import { type Finding, unreachable } from '../../../protocol'
import { quoted } from '../../schema/ddl'
import type { Constraint } from '../../schema/table'
import { finding, type Look, rowsWord } from './look'

/** What stands in the way of a new constraint. */
export function newConstraint(c: Constraint, look: Look): Finding[] {
  const { table, count, ask, state } = look
  switch (c.kind) {
    case 'unique':
    case 'primaryKey':
      return duplicates(c.columns, look)
    case 'check': {
      const n = count(`NOT (${c.sql})`)
      return n
        ? [
            finding(
              'MF101',
              'error',
              `Will fail: ${rowsWord(n)} of '${table}' ${n === 1 ? 'breaks' : 'break'} the check (${c.sql}).`,
              'Repair these rows first.',
            ),
          ]
        : []
    }
    case 'foreignKey': {
      if (!state.tables.has(c.table) || c.columns.length !== c.targets.length) return []
      const joined = c.columns.map((col, i) => `p.${quoted(c.targets[i]!)} = t.${quoted(col)}`).join(' AND ')
      const where = `${c.columns.map((col) => `t.${quoted(col)} IS NOT NULL`).join(' AND ')} AND NOT EXISTS (SELECT 1 FROM ${quoted(c.table)} p WHERE ${joined})`
      const orphans = ask(`SELECT t.${quoted(c.columns[0]!)} FROM ${quoted(table)} t WHERE ${where} LIMIT 5`).map((r) => r[0]!)
      if (!orphans.length) return []
      const n = Number(ask(`SELECT count(*) FROM ${quoted(table)} t WHERE ${where}`)[0]![0])
      return [
        finding(
          'BR109',
          'error',
          `Will fail: ${rowsWord(n)} of '${table}' ${n === 1 ? 'points' : 'point'} at rows of '${c.table}' that are not there.`,
          'Repair or delete these rows first.',
          orphans,
        ),
      ]
    }
    default:
      return unreachable(c)
  }
}

/** `MF101`: rows that are equal where they must not be. */
export function duplicates(columns: string[], { table, ask }: Look): Finding[] {
  const list = columns.map((c) => quoted(c)).join(', ')
  const present = columns.map((c) => `${quoted(c)} IS NOT NULL`).join(' AND ')
  const groups = ask(
    `SELECT ${list}, count(*) FROM ${quoted(table)} WHERE ${present} GROUP BY ${list} HAVING count(*) > 1 LIMIT 5`,
  )
  if (!groups.length) return [finding('MF101', 'note', `No two rows of '${table}' have the same ${columns.join(', ')}.`)]
  return [
    finding(
      'MF101',
      'error',
      `Will fail: rows of '${table}' have the same ${columns.join(', ')}.`,
      'Make the values different first.',
      groups.map((g) => g.slice(0, -1).join(', ')),
    ),
  ]
}

/** `BR103`. */
export const unnamed = (constraints: readonly Constraint[]): Finding[] =>
  constraints.some((c) => c.name === null && c.kind !== 'primaryKey')
    ? [
        finding(
          'BR103',
          'note',
          'A constraint has no name. Alembic cannot drop it later; here it is found by its columns.',
          "Name it, or set a naming convention: db.metadata.namingConvention = { uq: 'uq_%(table_name)s_%(column_0_name)s' }.",
        ),
      ]
    : []
