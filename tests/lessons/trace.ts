import { pageText } from '../../src/page/course/checks/page-text'
import type { Recorded } from './run-files'

/** What happened, a line for each thing that its author may want to quote. */
export function traceOf(name: string, { events, trials }: Recorded): string {
  const lines = (all: Recorded['events']) =>
    all.flatMap((e): string[] => {
      if (e.kind === 'statement') {
        const sets = e.parameters.map((row) => JSON.stringify(row)).join(' ')
        return [`${e.sql.replace(/\s+/g, ' ')} ${sets} because of ${e.because.kind}${e.error ? ` FAILED ${e.error}` : ''}`]
      }
      if (e.kind === 'transaction') return [e.action.toUpperCase()]
      if (e.kind === 'value' && e.value.kind !== 'undefined') return [`${e.place?.file}:${e.place?.line} ${e.value.text}`]
      if (e.kind === 'console') return [`console ${e.values.map((v) => v.text).join(' ')}`]
      if (e.kind === 'problem') return [`${e.severity} ${e.term}: ${e.message}`]
      if (e.kind === 'request') {
        return [`${e.method} ${e.url} ${e.status}${e.location ? ` to ${e.location}` : ''} “${pageText(e.body).slice(0, 160)}”`]
      }
      if (e.kind === 'flask')
        return [`$ ${e.line}`, ...e.output.trim().split('\n'), `exit ${e.exit}, at ${e.current.join(', ') || 'base'}`]
      return []
    })
  const more = Object.entries(trials).map(
    ([key, all]) =>
      `  on a copy, ${key}\n${lines(all)
        .map((l) => `    ${l}`)
        .join('\n')}`,
  )
  return [`--- ${name}`, ...lines(events).map((line) => `  ${line}`), ...more].join('\n')
}
