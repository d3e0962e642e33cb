import type { EventOf, TimelineEvent } from '../../../protocol'
import {
  type AttributeCheck,
  bounds,
  type ConsoleCheck,
  met,
  type ProblemCheck,
  plural,
  unmet,
  type ValuesCheck,
  type Verdict,
  within,
} from './check'

/** Judges whether a value was shown beside a line. */
export function judgeValues(check: ValuesCheck, events: TimelineEvent[]): Verdict {
  const values = events.filter(
    (e): e is EventOf<'value'> => e.kind === 'value' && (check.cell === null || e.place?.file === check.cell),
  )
  if (values.some((e) => e.value.text === check.text)) return met
  const last = values.at(-1)
  const found = last ? `The last value shown is ${last.value.text}` : 'No value is shown'
  return unmet(`${found}; asked for: ${check.text}.`)
}

/** Judges how often the run has written a text with `console`. */
export function judgeConsole(check: ConsoleCheck, events: TimelineEvent[]): Verdict {
  const lines = events.flatMap((e) => (e.kind === 'console' ? [e.values.map((v) => v.text).join(' ')] : []))
  const n = lines.filter((line) => line === check.text).length
  if (within(n, check.count)) return met
  const found = lines.length > 0 ? `The last line written is ${lines.at(-1)}` : 'Nothing is written'
  return unmet(
    n > 0
      ? `“${check.text}” is written ${plural(n, 'time')}; asked for: ${bounds(check.count)}.`
      : `${found}; asked for: ${check.text}.`,
  )
}

/** Judges whether an attribute was set on an object of a class. */
export function judgeAttribute(check: AttributeCheck, events: TimelineEvent[]): Verdict {
  const set = events.some(
    (e) =>
      e.kind === 'attribute' && e.object.model === check.model && e.key === check.key && (!check.saved || e.object.key !== null),
  )
  return set ? met : unmet(`Nothing has set ${check.model}.${check.key}${check.saved ? ' of a saved object' : ''} yet.`)
}

/** Judges whether the run met an error or a warning of a kind, or none. */
export function judgeProblem(check: ProblemCheck, events: TimelineEvent[]): Verdict {
  const problems = events.filter((e): e is EventOf<'problem'> => e.kind === 'problem' && e.severity === check.severity)
  const sort = check.severity === 'error' ? 'error' : 'warning'
  if (check.term === null) {
    const first = problems[0]
    return first ? unmet(`The run met ${sort === 'error' ? 'an error' : 'a warning'}${where(first)}: ${first.term}.`) : met
  }
  const fits = problems.some((e) => e.term === check.term && (check.says === null || e.message.includes(check.says)))
  if (fits) return met
  const found = problems[0] ? `The run met ${problems[0].term}` : `The run met no ${sort}`
  return unmet(`${found}; asked for: ${check.term}.`)
}

function where(event: TimelineEvent): string {
  return event.place ? ` at ${event.place.file}, line ${event.place.line}` : ''
}
