import type { EventOf, TimelineEvent } from '../../../protocol'
import {
  bounds,
  type MigrationCheck,
  met,
  type PageCheck,
  plural,
  type RequestsCheck,
  type UsesCheck,
  unmet,
  type Verdict,
  within,
} from './check'
import { judgeOperations } from './operations'
import { pageText } from './page-text'
import { wildcard } from './wildcard'

/** Judges how often the app was asked like this, and how it answered. */
export function judgeRequests(check: RequestsCheck, events: TimelineEvent[]): Verdict {
  const all = requestsOf(events)
  const found = all.filter(
    (e) =>
      (check.method === null || e.method === check.method) &&
      (check.url === null || wildcard(check.url).test(e.url)) &&
      (check.status === null || e.status === check.status) &&
      (check.to === null || (e.location !== null && wildcard(check.to).test(pathOf(e.location)))) &&
      (check.says === null || pageText(e.body).includes(check.says)),
  )
  if (within(found.length, check.count)) return met
  const asked = [check.method, check.url].filter((part) => part !== null).join(' ') || 'of any kind'
  const how = [
    ...(check.status === null ? [] : [`answered with ${check.status}`]),
    ...(check.to === null ? [] : [`sent on to ${check.to}`]),
    ...(check.says === null ? [] : [`with the text “${check.says}”`]),
  ]
  const last = all.at(-1)
  const seen = last ? ` The last one was ${last.method} ${last.url}, answered with ${last.status}.` : ''
  return unmet(`${plural(found.length, 'request')} ${[asked, ...how].join(', ')}; asked for: ${bounds(check.count)}.${seen}`)
}

/** Judges what the last page says. */
export function judgePage({ text, absent }: PageCheck, events: TimelineEvent[]): Verdict {
  const last = requestsOf(events).at(-1)
  if (!last) return unmet('The app has sent no page yet.')
  const said = pageText(last.body)
  if (said.includes(text) !== absent) return met
  return unmet(
    absent
      ? `The page of ${last.url} says “${text}”.`
      : `The page of ${last.url} says “${shortened(said)}”; asked for: “${text}”.`,
  )
}

/** Judges lines typed into the Migrations panel, what they did, and where the database is. */
export function judgeMigration(check: MigrationCheck, events: TimelineEvent[]): Verdict {
  const lines = events.filter((e): e is EventOf<'flask'> => e.kind === 'flask')
  const pattern = check.line === null ? null : wildcard(check.line)
  const last = lines.findLast((e) => pattern === null || pattern.test(e.line.replace(/\s+/g, ' ')))
  if (!last) {
    return unmet(check.line === null ? 'No line of “flask db” has run yet.' : `No line like “${check.line}” has run yet.`)
  }
  if (check.exit !== null && last.exit !== check.exit) {
    return unmet(`“${last.line}” ended with ${last.exit}${last.problem ? ` (${last.problem})` : ''}; asked for: ${check.exit}.`)
  }
  if (check.says !== null && !last.output.includes(check.says)) {
    return unmet(`“${last.line}” does not print “${check.says}”.`)
  }
  const { scripts, heads } = lines.at(-1) ?? last
  if (check.scripts && !within(scripts.length, check.scripts)) {
    return unmet(`The migrations folder has ${plural(scripts.length, 'script')}; asked for: ${bounds(check.scripts)}.`)
  }
  if (check.heads && !within(heads.length, check.heads)) {
    return unmet(`The history has ${plural(heads.length, 'head')}; asked for: ${bounds(check.heads)}.`)
  }
  if (check.current !== null) {
    const at = whereOf(events)
    if (!isAt(check.current, at, heads)) {
      return unmet(`The database is at ${at.join(', ') || 'the base'}; asked for: ${placeName(check.current)}.`)
    }
  }
  return judgeOperations(check, lines)
}

/** Judges how often something was used, from what it caused. */
export function judgeUses({ what, count }: UsesCheck, events: TimelineEvent[]): Verdict {
  const n = events.filter((e) => {
    if (e.kind === 'statement') return e.because.kind === what
    if (e.kind === 'transaction') return e.action === what
    return e.kind === 'request' && what === 'redirect' && e.location !== null
  }).length
  return within(n, count) ? met : unmet(`${plural(n, 'time')} “${what}”; asked for: ${bounds(count)}.`)
}

function requestsOf(events: TimelineEvent[]): EventOf<'request'>[] {
  return events.filter((e): e is EventOf<'request'> => e.kind === 'request')
}

/** What alembic_version holds at the end. */
function whereOf(events: TimelineEvent[]): string[] {
  const end = events.findLast((e): e is EventOf<'snapshot'> => e.kind === 'snapshot')
  const table = end?.tables.find((t) => t.table.name === 'alembic_version')
  return (table?.rows ?? []).map(({ values }) => String(values[0]))
}

function isAt(wanted: string, at: string[], heads: string[]): boolean {
  if (wanted === 'base') return at.length === 0
  const newest = heads.length > 0 && heads.every((id) => at.includes(id))
  return wanted === 'head' ? newest : wanted === 'behind' ? !newest : at.includes(wanted)
}

function placeName(wanted: string): string {
  return wanted === 'head' ? 'the newest script' : wanted === 'behind' ? 'an older one than the newest' : wanted
}

const pathOf = (location: string) => location.replace(/^https?:\/\/localhost/, '')

const shortened = (text: string) => (text.length > 120 ? `${text.slice(0, 120)} …` : text)
