import type { Constraint, Table } from '../../schema/table'
import { normalSql } from '../operations/spec'
import type { TableOperation } from '../operations/types'
import { type Comparator, conventionalName } from './comparison'

type Check = Constraint & { kind: 'check' }

/** Checks, named ones by name and text, others by their text. Alembic 1.8 does not look at them (mig/104). */
export const comparedChecks: Comparator = ({ database, model, options, log }) => {
  if (options.mode === 'alembic') return []
  const [there, wanted] = [checksOf(database), checksOf(model, new Set(database.columns.map((c) => c.name)))]
  const has = (list: Check[], c: Check) => list.some((o) => o.name === c.name && normalSql(o.sql) === normalSql(c.sql))
  const ops: TableOperation[] = []
  for (const c of there.filter((c) => !has(wanted, c))) {
    log(`Detected removed check constraint '${c.name ?? 'None'}' on '${model.name}'`)
    ops.push({ op: 'dropConstraint', table: model.name, name: c.name, type: 'check', existing: c })
  }
  for (const c of wanted.filter((c) => !has(there, c))) {
    log(`Detected added check constraint '${c.name ?? 'None'}' on '${model.name}'`)
    ops.push({
      op: 'createConstraint',
      table: model.name,
      constraint: c,
      conventional: conventionalName(model.name, c, options.naming),
    })
  }
  return ops
}

/** @param only columns whose own checks count: those of an added column come with it */
function checksOf(table: Table, only?: Set<string>): Check[] {
  const own = table.columns
    .filter((c) => c.check !== null && (only?.has(c.name) ?? true))
    .map((c): Check => ({ kind: 'check', name: null, sql: c.check! }))
  return [...table.constraints.filter((c): c is Check => c.kind === 'check'), ...own]
}
