import { type EventOf, type TimelineEvent, unreachable } from '../../protocol'
import { operationsOf } from './checks/operations'
import { plainSql, shapePattern } from './checks/sql'
import { wildcard } from './checks/wildcard'
import type { Measure, Prediction } from './step'

/** What a run answers to a prediction: the text of one of the options when it went as the author expects. */
export function answerOf(prediction: Prediction, events: readonly TimelineEvent[]): string {
  return prediction.measure ? measured(prediction.measure, events) : prediction.answer
}

function measured(measure: Measure, events: readonly TimelineEvent[]): string {
  switch (measure.of) {
    case 'statements': {
      const pattern = measure.shape === null ? null : shapePattern(measure.shape)
      const sent = events.filter(
        (e): e is EventOf<'statement'> =>
          e.kind === 'statement' &&
          (measure.kind === '*' || e.statement === measure.kind) &&
          (pattern === null || pattern.test(plainSql(e.sql))),
      )
      return String(sent.reduce((n, e) => n + e.executions, 0))
    }
    case 'rows': {
      const end = events.findLast((e): e is EventOf<'snapshot'> => e.kind === 'snapshot')
      return String(end?.tables.find((t) => t.table.name === measure.table)?.total ?? 'no table')
    }
    case 'value': {
      const shown = events.findLast((e): e is EventOf<'value'> => {
        if (e.kind !== 'value' || !e.place) return false
        const [file, line] = measure.place.split(':')
        return e.place.file === file && e.place.line <= Number(line) && e.endLine >= Number(line)
      })
      return shown?.value.text ?? 'nothing'
    }
    case 'problem':
      return events.flatMap(termOf)[0] ?? 'none'
    case 'status':
      return String(events.findLast((e): e is EventOf<'request'> => e.kind === 'request')?.status ?? 'none')
    case 'operations':
      return String(operationsOf(events).filter((name) => wildcard(measure.shape).test(name)).length)
    default:
      return unreachable(measure)
  }
}

/** What an error is called; nothing for other events. */
function termOf(event: TimelineEvent): string[] {
  if (event.kind === 'problem') return event.severity === 'error' ? [event.term] : []
  return event.kind === 'flask' && event.problem !== null ? [event.problem] : []
}
