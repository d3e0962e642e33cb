import { pythonType } from '../../schema/reflect-types'
import type { Column } from '../../schema/table'
import type { AlterColumn } from '../operations/types'
import type { Mode } from '../plan-types'

const synonyms = new Map([
  ['DECIMAL', 'NUMERIC'],
  ['INT', 'INTEGER'],
])

/** The type's text differs. Alembic does not compare arguments that only one side has: VARCHAR and VARCHAR(64) are alike to it. */
export function compareType(database: Column, model: Column, mode: Mode, log: (line: string) => void): Partial<AlterColumn> {
  const [was, is] = [parts(database), parts(model)]
  const same = was.name === is.name && (was.args === is.args || (mode === 'alembic' && (was.args === '' || is.args === '')))
  if (same) return {}
  log(
    `Detected type change from ${pythonType(database.type)} to ${pythonType(model.type)} on '${model.table.name}.${model.name}'`,
  )
  return { type: model.type }
}

function parts(c: Column): { name: string; args: string } {
  const [, name = '', args = ''] =
    /^([^(]*)(\(.*)?$/.exec(c.type.ddl('sqlite').toUpperCase().replace(/\s+/g, ' ').replace(/, /g, ',')) ?? []
  return { name: synonyms.get(name.trim()) ?? name.trim(), args }
}
