import type { Finding } from '../../../protocol'
import { quoted } from '../../schema/ddl'
import type { ColumnSpec } from '../../schema/table'
import type { SqlType } from '../../schema/types'
import type { AlterColumn } from '../operations/types'
import { finding, type Look, naming, rowsWord } from './look'

/** What a downgrade cannot bring back. */
export const lostForGood = (values: number): Finding[] =>
  values
    ? [
        finding(
          'BR105',
          'warning',
          'A downgrade makes it again, but empty: the values cannot be brought back.',
          'Keep a copy of the database, or copy the values elsewhere first.',
        ),
      ]
    : []

/** `DS103`, with the values that go. */
export function dropColumn(column: string, { table, ask, count }: Look): Finding[] {
  const c = quoted(column)
  const values = count(`${c} IS NOT NULL`)
  const evidence = ask(`SELECT ${c} FROM ${quoted(table)} WHERE ${c} IS NOT NULL LIMIT 5`).map((r) => r[0]!)
  return [
    finding(
      'DS103',
      values ? 'warning' : 'note',
      values
        ? `Drops ${values} ${values === 1 ? 'value' : 'values'} of '${table}.${column}'.`
        : `Drops '${table}.${column}', which holds no values.`,
      values ? 'If the column has a new name, rename it: alterColumn with newColumnName.' : null,
      evidence,
    ),
    ...lostForGood(values),
  ]
}

/** `MF103`, `BR107`. */
export function addColumn(c: ColumnSpec, table: string, rows: number): Finding[] {
  const found = naming('NM103', 'column', c.name)
  if (c.nullable === false && !c.serverDefault && !c.computed && !c.primaryKey) {
    found.push(
      rows
        ? finding(
            'MF103',
            'error',
            `Will fail: '${c.name}' is NOT NULL without a default, and '${table}' has ${rowsWord(rows)}.`,
            'Give it a serverDefault; or add it nullable, fill it with op.execute("UPDATE ..."), then set it NOT NULL.',
          )
        : finding(
            'MF103',
            'note',
            `'${c.name}' is NOT NULL without a default: possible only because '${table}' is empty here.`,
            'Where the table has rows this script fails. A serverDefault makes it work everywhere.',
          ),
    )
  }
  if (c.default !== undefined && !c.serverDefault)
    found.push(
      finding(
        'BR107',
        'warning',
        `'default' works when objects are made, not in the database: the ${rowsWord(rows)} of '${table}' get NULL.`,
        'Use serverDefault for rows that are there already.',
      ),
    )
  return found
}

/** `BC102`, `MF104`, `LT101`, `BR104`. */
export function alterColumn(op: AlterColumn, look: Look): Finding[] {
  const { table, count, state } = look
  const c = quoted(op.column)
  const found: Finding[] = []
  if (op.newName !== undefined)
    found.push(
      finding(
        'BC102',
        'warning',
        `Code and SQL that say '${op.column}' fail after this: the column is '${op.newName}' then.`,
        null,
      ),
      ...naming('NM103', 'column', op.newName),
    )
  if (op.nullable === false) {
    const nulls = count(`${c} IS NULL`)
    const total = state.rows(table)
    found.push(
      nulls
        ? finding(
            'MF104',
            'error',
            `Will fail: ${nulls} of ${rowsWord(total)} ${nulls === 1 ? 'is' : 'are'} NULL in '${op.column}'.`,
            `Fill them first: op.execute("UPDATE ${table} SET ${op.column} = ... WHERE ${op.column} IS NULL").`,
          )
        : finding('MF104', 'note', `No row is NULL in '${op.column}' (${rowsWord(total)}).`),
    )
    if (op.serverDefault === undefined && !op.existingServerDefault)
      found.push(finding('LT101', 'note', `'${op.column}' has no default: from now on every INSERT has to give it.`))
  }
  if (op.type && op.existingType && op.type.affinity !== op.existingType.affinity)
    found.push(...lossyCast(op.column, op.type, look))
  const tooLong = op.type?.args.length
  if (typeof tooLong === 'number') {
    const n = count(`length(${c}) > ${tooLong}`)
    if (n)
      found.push(
        finding(
          'BR104',
          'note',
          `${rowsWord(n)} of '${op.column}' ${n === 1 ? 'is' : 'are'} longer than ${tooLong}. SQLite keeps them; other databases refuse.`,
        ),
      )
  }
  return found
}

/** Values that a conversion changes. */
function lossyCast(column: string, type: SqlType, { table, ask }: Look): Finding[] {
  const c = quoted(column)
  const changed = `${c} IS NOT NULL AND CAST(CAST(${c} AS ${type.ddl('sqlite')}) AS TEXT) IS NOT CAST(${c} AS TEXT)`
  const rows = ask(`SELECT ${c} FROM ${quoted(table)} WHERE ${changed} LIMIT 5`)
  if (!rows.length) return []
  const n = Number(ask(`SELECT count(*) FROM ${quoted(table)} WHERE ${changed}`)[0]![0])
  return [
    finding(
      'BR104',
      'warning',
      `${n} ${n === 1 ? 'value' : 'values'} of '${column}' ${n === 1 ? 'is' : 'are'} no ${type.ddl('sqlite')} and ${n === 1 ? 'changes' : 'change'} in the conversion.`,
      'Repair these values first, with op.execute("UPDATE ...").',
      rows.map((r) => r[0]!),
    ),
  ]
}
