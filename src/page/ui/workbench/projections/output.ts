import type { EventOf, TimelineEvent } from '../../../../protocol'

export type OutputEntry = EventOf<'value'> | EventOf<'console'> | EventOf<'problem'>

/** What the code said, in order: values of its lines, console output, problems. Values that are undefined are left out. */
export function outputOf(events: readonly TimelineEvent[]): OutputEntry[] {
  return events.filter(
    (event): event is OutputEntry =>
      event.kind === 'console' || event.kind === 'problem' || (event.kind === 'value' && event.value.kind !== 'undefined'),
  )
}
