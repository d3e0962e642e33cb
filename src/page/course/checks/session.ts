import type { EventOf, ObjectState, TimelineEvent } from '../../../protocol'
import { bounds, met, plural, type SessionCheck, type StateCheck, unmet, type Verdict, within } from './check'

/** Judges how many objects of a class are in a state, or went through some. */
export function judgeState(check: StateCheck, events: TimelineEvent[]): Verdict {
  const paths = [...pathsOf(events)].filter(([id]) => id.model === check.model).map(([, path]) => path)
  const found = paths.filter((path) => (check.is === null || path.at(-1) === check.is) && passes(path, check.through))
  if (within(found.length, check.count)) return met
  const wanted = [...(check.is ? [check.is] : []), ...(check.through.length > 0 ? [`went ${check.through.join(' → ')}`] : [])]
  const now = paths.length > 0 ? ` At the end of the run: ${[...new Set(paths.map((path) => path.at(-1)))].join(', ')}.` : ''
  return unmet(
    `${plural(found.length, 'object')} of ${check.model}: ${wanted.join(', ')}; asked for: ${bounds(check.count)}.${now}`,
  )
}

/** Judges what the session holds at the end of the run. */
export function judgeSession(check: SessionCheck, events: TimelineEvent[]): Verdict {
  const objects = [...pathsOf(events)]
  const fresh = objects.filter(([, path]) => path.at(-1) === 'pending').length
  if (check.new && !within(fresh, check.new)) {
    return unmet(
      `The session holds ${plural(fresh, 'object')} that ${fresh === 1 ? 'is' : 'are'} not yet sent; asked for: ${bounds(check.new)}.`,
    )
  }
  const changed = dirty(events)
  if (check.dirty && !within(changed, check.dirty)) {
    return unmet(`The session holds ${plural(changed, 'changed object')}; asked for: ${bounds(check.dirty)}.`)
  }
  const open = isOpen(events)
  if (check.open !== null && check.open !== open) {
    return unmet(open ? 'A transaction is still open; asked for: none.' : 'No transaction is open; asked for: one.')
  }
  return met
}

/** Each object that has changed its state, with its states in order. */
function pathsOf(events: TimelineEvent[]): Map<{ model: string }, ObjectState[]> {
  const byId = new Map<number, { model: string }>()
  const paths = new Map<{ model: string }, ObjectState[]>()
  for (const event of events) {
    if (event.kind !== 'state') continue
    const { id, model } = event.object
    const known = byId.get(id)
    if (known) paths.get(known)?.push(event.to)
    else {
      const object = { model }
      byId.set(id, object)
      paths.set(object, [event.from, event.to])
    }
  }
  return paths
}

function passes(path: ObjectState[], wanted: ObjectState[]): boolean {
  let at = 0
  for (const state of path) if (state === wanted[at]) at += 1
  return at === wanted.length
}

/** Saved objects with an attribute set after the last flush, commit or rollback. */
function dirty(events: TimelineEvent[]): number {
  const sent = events.findLast((e) => e.kind === 'flush' || (e.kind === 'transaction' && /^(commit|rollback)$/.test(e.action)))
  const later = events.filter(
    (e): e is EventOf<'attribute'> => e.kind === 'attribute' && e.seq > (sent?.seq ?? -1) && e.object.key !== null,
  )
  return new Set(later.map((e) => e.object.id)).size
}

function isOpen(events: TimelineEvent[]): boolean {
  const last = events.findLast(
    (e): e is EventOf<'transaction'> => e.kind === 'transaction' && /^(begin|commit|rollback)$/.test(e.action),
  )
  return last?.action === 'begin'
}
