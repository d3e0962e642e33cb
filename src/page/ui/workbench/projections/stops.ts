import { type Place, type TimelineEvent, unreachable } from '../../../../protocol'

/** A moment worth stopping at. */
export interface Stop {
  /** The event that the stop is about. */
  anchor: number
  /** The last event that belongs to it: a statement's stop includes the rows it changed. */
  seq: number
  kind: 'statement' | 'transaction' | 'value' | 'console' | 'problem'
  /** `statement 4 of 7`, `COMMIT`. */
  label: string
  place: Place | null
}

/** The moments of a run that matter, in order. */
export function stopsOf(events: readonly TimelineEvent[]): Stop[] {
  const stops: Stop[] = []
  const owners = new Map<number, Stop>()
  const statements = events.reduce((n, event) => n + (event.kind === 'statement' ? 1 : 0), 0)
  let statement = 0
  for (const event of events) {
    let kind: Stop['kind'] | null = null
    let label = ''
    switch (event.kind) {
      case 'statement':
        kind = 'statement'
        statement += 1
        label = `statement ${statement} of ${statements}`
        break
      case 'transaction':
        kind = 'transaction'
        label = event.name ? `${event.action.toUpperCase()} ${event.name}` : event.action.toUpperCase()
        break
      case 'value':
        if (event.value.kind === 'undefined') break
        kind = 'value'
        label = 'value'
        break
      case 'console':
        kind = 'console'
        label = 'output'
        break
      case 'problem':
        kind = 'problem'
        label = event.severity === 'error' ? event.term : 'warning'
        break
      case 'rows':
      case 'schema': {
        const owner = owners.get(event.statement)
        if (owner) owner.seq = event.seq
        break
      }
      case 'cell':
      case 'state':
      case 'attribute':
      case 'flush':
      case 'request':
      case 'flask':
      case 'snapshot':
        break
      default:
        unreachable(event)
    }
    if (kind === null) continue
    const stop: Stop = { anchor: event.seq, seq: event.seq, kind, label, place: event.place }
    stops.push(stop)
    owners.set(event.seq, stop)
  }
  return stops
}
