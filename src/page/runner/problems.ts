import type { EventBody, Place, TimelineEvent } from '../../protocol'
import type { SyntaxProblem } from './syntax-problem'

/** A problem that the page found, as the last event of a timeline. */
export function problemEvent(body: EventBody, events: TimelineEvent[], place: Place | null): TimelineEvent {
  const last = events.at(-1)
  return { ...body, seq: last === undefined ? 0 : last.seq + 1, at: last?.at ?? 0, place } as TimelineEvent
}

export function syntax({ file, line, column, message, hint }: SyntaxProblem): EventBody {
  return { kind: 'problem', severity: 'error', term: 'SyntaxError', message, hint, frames: [{ file, line, column, name: null }] }
}

export function stopped(ms: number): EventBody {
  return problem(
    'warning',
    'Stopped',
    `Stopped after ${(ms / 1000).toFixed(1)} s.`,
    'The tables show what the last finished run left.',
  )
}

export function tooLong(ms: number): EventBody {
  return problem(
    'error',
    'TimeLimit',
    `The code was still running after ${ms / 1000} s, so it was stopped.`,
    'Is there a loop that never ends, or a query that makes rows without end? The tables show what the last finished run left.',
  )
}

export function crashed(message: string): EventBody {
  return problem(
    'error',
    'SandboxError',
    `The sandbox broke down: ${message}.`,
    'Run again; if it happens once more, reload the page.',
  )
}

function problem(severity: 'error' | 'warning', term: string, message: string, hint: string): EventBody {
  return { kind: 'problem', severity, term, message, hint, frames: [] }
}
