import type { TimelineEvent } from '../../protocol'
import { plainSql, shapePattern } from './checks/sql'
import type { Moment } from './step'

/** Where a moment is: on which timeline, and the number of its event there. */
export interface Standpoint {
  timeline: number
  seq: number
}

/**
 * Finds moments, each after the one before.
 * @param timelines of runs and lines that came one after the other
 * @returns null for a moment that did not happen
 */
export function positionsOf(moments: Moment[], timelines: readonly (readonly TimelineEvent[])[]): (Standpoint | null)[] {
  let from: Standpoint = { timeline: 0, seq: -1 }
  const isLater = (timeline: number, seq: number) => timeline > from.timeline || (timeline === from.timeline && seq > from.seq)
  return moments.map(({ at }) => {
    for (const [timeline, events] of timelines.entries()) {
      const found = events.find((event) => isLater(timeline, event.seq) && isAt(event, at))
      if (found) return (from = { timeline, seq: found.seq })
    }
    return null
  })
}

function isAt(event: TimelineEvent, at: Moment['at']): boolean {
  if ('shape' in at) return event.kind === 'statement' && shapePattern(at.shape).test(plainSql(event.sql))
  const [file, line] = at.place.split(':')
  if (event.kind !== 'value' || !event.place || event.place.file !== file) return false
  return event.place.line <= Number(line) && event.endLine >= Number(line)
}
