import type { EventBody, Place, TimelineEvent } from '../../protocol'

/** Events that travel together at most. */
const batch = 200

/**
 * Numbers the events of one run and posts them in batches. A batch goes out when it is full or when enough time has passed
 * (little at first), so that a run which hangs has shown what came before.
 */
export class Timeline {
  private pending: TimelineEvent[] = []
  private seq = 0
  private readonly from = performance.now()
  private flushed = this.from
  private capped = false

  constructor(
    private readonly post: (events: TimelineEvent[]) => void,
    private readonly place: () => Place | null,
    private readonly limit: number,
    /** Told once, when the limit is reached: no event will be taken any more, save those that are forced. */
    private readonly onLimit: () => void,
  ) {}

  /** Milliseconds since the run began. */
  get elapsed(): number {
    return performance.now() - this.from
  }

  /** The number that the next event will have. */
  get next(): number {
    return this.seq
  }

  get full(): boolean {
    return this.capped
  }

  /** Adds an event, which takes the body as its own, and returns its number; -1 when the timeline is full. */
  add(body: EventBody, place: Place | null = this.place()): number {
    if (this.capped) return -1
    if (this.seq >= this.limit) {
      this.capped = true
      this.onLimit()
      return -1
    }
    return this.force(body, place)
  }

  /** Adds an event although the timeline may be full: how the run ended. */
  force(body: EventBody, place: Place | null = this.place()): number {
    const now = performance.now()
    // Copying each body would cost more than the rest.
    const event = body as TimelineEvent
    event.seq = this.seq++
    event.at = Math.round((now - this.from) * 100) / 100
    event.place = place
    this.pending.push(event)
    if (this.pending.length >= batch) this.flush()
    else this.tick(now)
    return event.seq
  }

  /** Posts what is waiting when it has waited long enough. */
  tick(now = performance.now()): void {
    if (this.pending.length > 0 && now - this.flushed > (now - this.from < 100 ? 4 : 30)) this.flush()
  }

  flush(): void {
    this.flushed = performance.now()
    if (this.pending.length === 0) return
    const events = this.pending
    this.pending = []
    this.post(events)
  }
}
