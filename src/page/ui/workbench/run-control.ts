import type { TimelineEvent } from '../../../protocol'
import type { RunHandle, RunInput, Runner, RunOutcome } from '../../runner'

/** A run that takes longer than this shows what it has done so far. */
const showAfter = 120
const counterAfter = 300

/** One run at a time: starts it, tells what has happened so far when it takes long, counts its seconds. */
export class RunControl {
  /** Milliseconds since the run began, from 300 ms on; null when there is nothing to count. */
  counting: number | null = null
  private handle: RunHandle | null = null
  private ticker = 0
  /** Counts the calls of run(): only the last one counts. */
  private turn = 0

  constructor(
    private readonly told: {
      /** The state of the button changed. */
      changed(): void
      /** Events so far, of a run that takes long. */
      progress(events: TimelineEvent[]): void
    },
  ) {}

  get running(): boolean {
    return this.handle !== null
  }

  /** Runs; a run that is going on is stopped first. Null when another call has taken its place before it ended. */
  async run(runner: Pick<Runner, 'run'>, input: RunInput): Promise<RunOutcome | null> {
    this.turn += 1
    const { turn } = this
    if (this.handle) {
      this.handle.stop()
      await this.handle.finished
      if (turn !== this.turn) return null
    }
    const events: TimelineEvent[] = []
    const began = performance.now()
    let shown = 0
    const handle = runner.run(input, (batch) => events.push(...batch))
    this.handle = handle
    this.told.changed()
    this.ticker = window.setInterval(() => {
      const ms = performance.now() - began
      if (events.length > shown && ms > showAfter) {
        shown = events.length
        this.told.progress([...events])
      }
      if (ms > counterAfter) {
        this.counting = ms
        this.told.changed()
      }
    }, 100)
    try {
      const outcome = await handle.finished
      return turn === this.turn ? outcome : null
    } finally {
      window.clearInterval(this.ticker)
      if (this.handle === handle) {
        this.handle = null
        this.counting = null
        this.told.changed()
      }
    }
  }

  stop(): void {
    this.handle?.stop()
  }
}
