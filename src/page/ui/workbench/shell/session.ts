import type { TimelineEvent } from '../../../../protocol'
import type { PanelContext } from '../panels/panel'

/** What was typed at once, and what came of it. */
export interface Entry {
  text: string
  /** The number of its first line in the shell. */
  line: number
  running: boolean
  /** What happened, in order. */
  events: readonly TimelineEvent[]
  /** Why it could not be run at all. */
  trouble: string | null
  /** It was typed before the code ran again: its names are gone. */
  past: boolean
}

/** Entries that are kept. */
const kept = 200

/** What was typed into the shell of this page. */
export class ShellSession {
  entries: Entry[] = []
  /** Texts for the arrow keys, oldest first, without repetitions in a row. */
  history: string[] = []
  private line = 1

  constructor(private readonly onChange: () => void) {}

  get running(): boolean {
    return this.entries.at(-1)?.running ?? false
  }

  /** The code has run again: what is typed from now on goes on there. */
  begin(): void {
    this.line = 1
    for (const entry of this.entries) entry.past = true
    this.onChange()
  }

  /** Runs what was typed. Does nothing while something is running. */
  async run(context: Pick<PanelContext, 'command'>, text: string): Promise<void> {
    if (this.running || text.trim() === '') return
    const entry: Entry = { text, line: this.line, running: true, events: [], trouble: null, past: false }
    this.line += text.split('\n').length
    this.entries = [...this.entries.slice(1 - kept), entry]
    if (this.history.at(-1) !== text) this.history = [...this.history, text]
    this.onChange()
    try {
      entry.events = await context.command(text, entry.line)
    } catch (error) {
      entry.trouble = error instanceof Error ? error.message : String(error)
    }
    entry.running = false
    this.onChange()
  }
}
