import type { EventOf, TimelineEvent } from '../../../../protocol'

/** One answered request with the SQL that it caused. */
export interface RequestEntry {
  event: EventOf<'request'>
  /** Statements and transactions in order; those of a request that came in meanwhile belong to that one. */
  sql: (EventOf<'statement'> | EventOf<'transaction'>)[]
  /** A redirect has led here. */
  redirected: boolean
  /** It came in while another request was being answered. */
  meanwhile: boolean
}

/** All requests of a run, in the order in which they came in. */
export function requestsOf(events: readonly TimelineEvent[]): RequestEntry[] {
  const answered = events.filter((event): event is EventOf<'request'> => event.kind === 'request')
  const inside = (inner: EventOf<'request'>, outer: EventOf<'request'>) =>
    inner !== outer && inner.first >= outer.first && inner.seq < outer.seq
  const ordered = [...answered].sort((a, b) => a.first - b.first || b.seq - a.seq)
  return ordered.map((event, index) => {
    const nested = answered.filter((other) => inside(other, event))
    const sql = events.filter(
      (each): each is EventOf<'statement'> | EventOf<'transaction'> =>
        (each.kind === 'statement' || each.kind === 'transaction') &&
        each.seq >= event.first &&
        each.seq < event.seq &&
        !nested.some(({ first, seq }) => each.seq >= first && each.seq < seq),
    )
    const before = ordered[index - 1]
    const redirected = event.method === 'GET' && before?.location !== undefined && pathOf(before.location) === event.url
    return { event, sql, redirected, meanwhile: answered.some((other) => inside(event, other)) }
  })
}

const pathOf = (location: string | null) => location?.replace(/^https?:\/\/localhost/, '').replace(/#.*$/, '')
