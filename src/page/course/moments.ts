import type { TimelineEvent } from '../../protocol'
import { plainSql, shapePattern } from './checks/sql'
import type { Moment } from './step'

/**
 * Finds moments on a timeline, each after the one before.
 * @returns the number of an event for each moment; null for one that did not happen
 */
export function positionsOf(moments: Moment[], events: readonly TimelineEvent[]): (number | null)[] {
  let from = -1
  return moments.map(({ at }) => {
    const found = events.find((event) => event.seq > from && isAt(event, at))
    if (found) from = found.seq
    return found?.seq ?? null
  })
}

function isAt(event: TimelineEvent, at: Moment['at']): boolean {
  if ('shape' in at) return event.kind === 'statement' && shapePattern(at.shape).test(plainSql(event.sql))
  const [file, line] = at.place.split(':')
  if (event.kind !== 'value' || !event.place || event.place.file !== file) return false
  return event.place.line <= Number(line) && event.endLine >= Number(line)
}
