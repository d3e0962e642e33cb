import type { TimelineEvent } from '../../../protocol'
import { type Stop, stopsOf } from './projections/stops'
import type { Selection, Thread, ThreadIndex } from './projections/thread'

/** What changed: the recorded events, the position on them, or what lights up. */
export type TimelineChange = 'events' | 'position' | 'thread'

/**
 * The recorded events of one run, the position on them, and what the learner points at. Everything that a panel shows
 * is computed from here; panels listen and never ask the engine.
 */
export class Timeline {
  /** In order of `seq`; replaced as a whole, never changed in place. */
  events: readonly TimelineEvent[] = []
  stops: readonly Stop[] = []
  selection: Selection | null = null
  /** Index into `stops` of the stop stood on; -1 is before everything. */
  stop = -1
  private index: ThreadIndex | null = null
  /** What makes an index; it is loaded after the first result, which is bound by bytes. */
  private Index: typeof ThreadIndex | null = null
  private readonly listeners = new Set<(change: TimelineChange) => void>()

  /** The last event that has happened at this position. */
  get position(): number {
    return this.atEnd ? this.events.length - 1 : (this.stops[this.stop]?.seq ?? this.firstSeq())
  }

  get atEnd(): boolean {
    return this.stop === this.stops.length - 1
  }

  get current(): Stop | null {
    return this.stops[this.stop] ?? null
  }

  /** Takes the events of a run, from its beginning, and goes to their end. */
  record(events: readonly TimelineEvent[]): void {
    this.events = events
    this.stops = stopsOf(events)
    this.stop = this.stops.length - 1
    this.index = null
    this.selection = null
    this.tell('events')
  }

  /** Goes to a stop; beyond either end stays at the end. @param stop index into `stops`, or -1 for the start of the run */
  goTo(stop: number): void {
    const next = Math.max(-1, Math.min(this.stops.length - 1, stop))
    if (next === this.stop) return
    this.stop = next
    this.tell('position')
  }

  /** Goes to the last stop that is not after an event. @param seq number of the event */
  goToEvent(seq: number): void {
    let stop = -1
    while (stop + 1 < this.stops.length && this.stops[stop + 1]!.anchor <= seq) stop += 1
    this.goTo(stop)
  }

  /** Points at something; null points at nothing. */
  select(selection: Selection | null): void {
    if (sameSelection(selection, this.selection)) return
    this.selection = selection
    this.tell('thread')
  }

  /** What belongs to what the learner points at, or null when that is nothing. */
  thread(): Thread | null {
    if (!this.selection) return null
    if (this.Index === null) {
      void this.prepareThread()
      return null
    }
    this.index ??= new this.Index(this.events)
    return this.index.threadOf(this.selection)
  }

  /** Loads what thread() needs, so that the first pointing lights up at once. */
  async prepareThread(): Promise<void> {
    if (this.Index !== null) return
    this.Index = (await import('./projections/thread')).ThreadIndex
    if (this.selection) this.tell('thread')
  }

  /** Calls `listener` after each change. Returns the function that ends it. */
  listen(listener: (change: TimelineChange) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private tell(change: TimelineChange): void {
    for (const listener of this.listeners) listener(change)
  }

  /** Before the first stop, the state that the run started from is already there. */
  private firstSeq(): number {
    return this.events.findIndex((event) => event.kind === 'snapshot')
  }
}

function sameSelection(a: Selection | null, b: Selection | null): boolean {
  return a === b || (a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b))
}
