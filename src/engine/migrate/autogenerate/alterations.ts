import { generatedKey } from '../../schema/table'
import type { AlterColumn } from '../operations/types'
import type { Comparator } from './comparison'
import { compareDefault } from './defaults'
import { compareNullability } from './nullability'
import { compareType } from './types'

/** Columns that both have and that differ: one operation for each. */
export const alteredColumns: Comparator = ({ database, model, options, log }) =>
  model.columns.flatMap((wanted): AlterColumn[] => {
    const there = database.columns.find((c) => c.name === wanted.name)
    if (!there) return []
    const changes = {
      ...compareNullability(there, wanted, log),
      ...compareType(there, wanted, options.mode, log),
      ...(options.compareServerDefault && compareDefault(there, wanted, options.mode, log)),
    }
    if (Object.keys(changes).length === 0) return []
    return [
      {
        op: 'alterColumn',
        table: model.name,
        column: wanted.name,
        ...changes,
        ...(generatedKey(model) === wanted && { autoincrement: true as const }),
        existingType: there.type,
        existingNullable: there.nullable,
        ...((there.serverDefault || wanted.serverDefault) && { existingServerDefault: there.serverDefault }),
      },
    ]
  })
