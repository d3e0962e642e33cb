import { type EventOf, type Preview, type TimelineEvent, unreachable } from '../../../../protocol'

/** What happened at one line of a file. */
export interface LineView {
  file: string
  line: number
  /** Values of the expressions that end here, in order; a line in a loop has several. */
  values: Preview[]
  statements: number
  ms: number
  problems: EventOf<'problem'>[]
  /** The first event at this line. */
  seq: number
}

/** Names a line on the page. */
export const lineId = (file: string, line: number): string => `${file}:${line}`

/** What happened at each line, by `lineId`. Values that are undefined are left out, as Python's shell leaves out None. */
export function linesOf(events: readonly TimelineEvent[]): Map<string, LineView> {
  const lines = new Map<string, LineView>()
  const at = (file: string, line: number, seq: number): LineView => {
    const id = lineId(file, line)
    let view = lines.get(id)
    if (!view) {
      view = { file, line, values: [], statements: 0, ms: 0, problems: [], seq }
      lines.set(id, view)
    }
    return view
  }
  for (const event of events) {
    const { place, seq } = event
    switch (event.kind) {
      case 'value':
        if (place && event.value.kind !== 'undefined') at(place.file, event.endLine, seq).values.push(event.value)
        break
      case 'statement': {
        if (!place) break
        const line = at(place.file, place.line, seq)
        line.statements += 1
        line.ms += event.ms
        break
      }
      case 'problem': {
        const where = event.frames[0] ?? place
        if (where) at(where.file, where.line, seq).problems.push(event)
        break
      }
      case 'cell':
      case 'console':
      case 'transaction':
      case 'state':
      case 'attribute':
      case 'flush':
      case 'rows':
      case 'schema':
      case 'request':
      case 'flask':
      case 'snapshot':
        break
      default:
        unreachable(event)
    }
  }
  return lines
}

/** The problems of a run without a line of their own in the given files. */
export function problemsElsewhere(events: readonly TimelineEvent[], files: readonly string[]): EventOf<'problem'>[] {
  return events.filter((event): event is EventOf<'problem'> => {
    if (event.kind !== 'problem') return false
    const where = event.frames[0] ?? event.place
    return !where || !files.includes(where.file)
  })
}
