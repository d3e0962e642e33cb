import type { EventOf, FlaskEvent, TimelineEvent } from '../../../protocol'
import { type MigrationCheck, met, unmet, type Verdict } from './check'
import { wildcard } from './wildcard'

type Operation = FlaskEvent['ran'][number]['operations'][number]

/** Judges which operations ran, and what became of the rows of some tables. */
export function judgeOperations({ operations, never, direction, keeps }: MigrationCheck, lines: EventOf<'flask'>[]): Verdict {
  const ran = lines.flatMap((e) => e.ran).filter((each) => each.ok)
  const done = ran.filter((each) => each.direction === direction).flatMap((each) => each.operations.flatMap(operationNames))
  let from = 0
  for (const shape of operations) {
    const at = done.findIndex((name, i) => i >= from && wildcard(shape).test(name))
    if (at < 0) {
      const seen = done.length > 0 ? ` These ran: ${done.join(', ')}.` : ''
      return unmet(`No ${direction} with the operation ${shape} has run${from > 0 ? ' after the one before' : ''}.${seen}`)
    }
    from = at + 1
  }
  for (const shape of never) {
    const name = done.find((each) => wildcard(shape).test(each))
    if (name) return unmet(`The operation ${name} has run.`)
  }
  for (const table of keeps) {
    const loss = ran.flatMap((each) => each.operations).find((op) => takesFrom(op, table))
    if (loss) return unmet(`${operationNames(loss).join(', ')} has taken rows or values from ${table}.`)
  }
  return met
}

/** All operations that migrations ran on a timeline, as `addColumn users.age`. */
export function operationsOf(events: readonly TimelineEvent[]): string[] {
  return events.flatMap((e) => (e.kind === 'flask' ? e.ran.flatMap((each) => each.operations.flatMap(operationNames)) : []))
}

/** The operations of a directive: those of a batch one by one. */
function operationNames({ directive, table }: Operation): string[] {
  const calls = [...directive.matchAll(/^\s*(op|batch)\.(\w+)\((.*)/gm)].filter(([, , name]) => name !== 'batchAlterTable')
  return calls.map(([, on, name = '', rest = '']) => {
    const texts = [...rest.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, text]) => text)
    if (table === null) return `${name} ${texts[0] ?? ''}`
    const whole = /^(createTable|dropTable|bulkInsert)$/.test(name)
    const afterTable = on === 'op' && /^(addColumn|dropColumn|alterColumn|renameTable)$/.test(name)
    const part = whole ? undefined : texts[afterTable ? 1 : 0]
    return part === undefined ? `${name} ${table}` : `${name} ${table}.${part}`
  })
}

function takesFrom({ lossy, table, counts }: Operation, wanted: string): boolean {
  const rows = counts[wanted]
  const had = rows?.before ?? 0
  if (had > (rows?.after ?? 0)) return true
  return lossy && table === wanted && had > 0
}
