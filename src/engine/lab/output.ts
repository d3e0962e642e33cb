import type { EventBody, Preview } from '../../protocol'
import { type Describer, printed } from './preview'
import { outputLimit } from './problems'

type Level = Extract<EventBody, { kind: 'console' }>['level']

const maxLines = 2000
const maxCharacters = 2_000_000

/** What the learner's code prints, within bounds. */
export class Output {
  /** The `console` of the learner's code. */
  readonly console: Record<string, (...values: unknown[]) => void>
  private lines = 0
  private characters = 0

  constructor(
    private readonly add: (body: EventBody) => number,
    private readonly describer: Describer,
  ) {
    const levels: Record<string, Level> = {
      log: 'log',
      info: 'info',
      warn: 'warn',
      error: 'error',
      debug: 'debug',
      trace: 'debug',
      table: 'log',
      dir: 'log',
    }
    this.console = Object.fromEntries(
      Object.entries(levels).map(([name, level]) => [name, (...values: unknown[]) => this.print(level, values)]),
    )
    this.console.assert = (condition, ...values) => {
      if (!condition) this.print('error', ['Assertion failed', ...values])
    }
    for (const name of ['group', 'groupCollapsed']) this.console[name] = (...values) => this.print('log', values)
    for (const name of ['groupEnd', 'clear', 'count', 'countReset', 'time', 'timeEnd', 'timeLog']) this.console[name] = () => {}
  }

  /** Counts one more value; false once too much was shown (the first time with a warning). */
  allows(value: Preview): boolean {
    this.lines++
    this.characters += size(value)
    if (this.lines <= maxLines && this.characters <= maxCharacters) return true
    if (this.lines <= maxLines) this.lines = maxLines + 1
    if (this.lines === maxLines + 1) this.add(outputLimit(maxLines))
    return false
  }

  private print(level: Level, values: unknown[]): void {
    if (this.lines > maxLines) return
    const previews = values.slice(0, 50).map((value) => printed(value, this.describer))
    if (this.allows({ kind: 'list', text: '', items: previews })) this.add({ kind: 'console', level, values: previews })
  }
}

function size(value: Preview): number {
  let characters = value.text.length
  for (const item of value.items ?? []) characters += size(item)
  for (const [key, item] of value.entries ?? []) characters += key.length + size(item)
  return characters
}
