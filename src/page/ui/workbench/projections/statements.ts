import { type EventOf, type TimelineEvent, unreachable } from '../../../../protocol'

export type StatementEvent = EventOf<'statement'>

/** How the transaction ended that an entry is in; `open` while it has not. */
export type TransactionOutcome = 'commit' | 'rollback' | 'open'

interface Common {
  seq: number
  /** Null outside a transaction. */
  transaction: { id: number; outcome: TransactionOutcome; wrote: boolean } | null
}

/** One line of the SQL panel. */
export type SqlEntry = Common &
  (
    | {
        kind: 'statement'
        /** More than one when statements of the same shape are folded into one entry. */
        events: StatementEvent[]
        /** The same query again and again, once for each object: it could be one query. */
        nPlusOne: boolean
      }
    | { kind: 'transaction'; event: EventOf<'transaction'> }
    | { kind: 'flush'; event: EventOf<'flush'> }
    | { kind: 'problem'; event: EventOf<'problem'> }
  )

/** Repeated statements fold from this many; loads by the way and looks at the schema from `asidesThatFold`. */
const statementsThatFold = 4
const asidesThatFold = 2
/** So many loads of the same shape at one line are called N+1. */
const loadsThatAreNPlusOne = 3

/** The statement without its values: two statements with the same shape differ in nothing else. */
export function shapeOf(sql: string): string {
  return sql
    .replace(/'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b/g, '?')
    .replace(/\(\s*\?(?:\s*,\s*\?)*\s*\)/g, '(?)')
    .trim()
}

/** Everything that was sent to the database, in order, with equal shapes folded and transactions bracketed. */
export function statements(events: readonly TimelineEvent[]): SqlEntry[] {
  const entries: SqlEntry[] = []
  let transaction: Common['transaction'] = null
  for (const event of events) {
    switch (event.kind) {
      case 'transaction':
        if (event.action === 'begin') transaction = { id: event.seq, outcome: 'open', wrote: false }
        entries.push({ kind: 'transaction', seq: event.seq, transaction, event })
        if (event.action === 'commit' || event.action === 'rollback') {
          if (transaction) transaction.outcome = event.action
          transaction = null
        }
        break
      case 'statement':
        if (transaction && event.statement !== 'select' && event.statement !== 'pragma') transaction.wrote = true
        entries.push({ kind: 'statement', seq: event.seq, transaction, events: [event], nPlusOne: false })
        break
      case 'flush':
        if (event.plan.length > 0) entries.push({ kind: 'flush', seq: event.seq, transaction, event })
        break
      case 'problem':
        entries.push({ kind: 'problem', seq: event.seq, transaction, event })
        break
      case 'cell':
      case 'value':
      case 'console':
      case 'state':
      case 'attribute':
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
  return fold(entries)
}

type StatementEntry = Extract<SqlEntry, { kind: 'statement' }>

/** What two neighbours must have in common to be folded. Looks at the schema fold whatever they ask. */
function foldKey(entry: StatementEntry): string {
  const { sql, because, place, error } = entry.events[0]!
  const shape = error ? entry.seq : because.kind === 'inspect' ? '' : shapeOf(sql)
  return [entry.transaction?.id, because.kind, because.detail, place?.file, place?.line, shape].join('\n')
}

/**
 * Neighbours of the same shape become one entry. A load by the way also joins an earlier one when only such are between
 * them, so that a loop that loads two relationships gives two entries.
 */
function fold(entries: SqlEntry[]): SqlEntry[] {
  const groups: SqlEntry[] = []
  let open = new Map<string, StatementEntry>()
  for (const entry of entries) {
    if (entry.kind !== 'statement') {
      groups.push(entry)
      open = new Map()
      continue
    }
    const key = foldKey(entry)
    const load = isLoad(entry)
    const known = open.get(key)
    if (known) {
      known.events.push(entry.events[0]!)
      continue
    }
    if (!load || ![...open.values()].every(isLoad)) open = new Map()
    open.set(key, entry)
    groups.push(entry)
  }
  return groups.flatMap(unfoldFew)
}

function unfoldFew(entry: SqlEntry): SqlEntry[] {
  if (entry.kind !== 'statement') return [entry]
  const load = isLoad(entry)
  if (load && entry.events.length >= loadsThatAreNPlusOne) return [{ ...entry, nPlusOne: true }]
  const enough = load || entry.events[0]!.because.kind === 'inspect' ? asidesThatFold : statementsThatFold
  if (entry.events.length >= enough) return [entry]
  return entry.events.map((event) => ({ ...entry, seq: event.seq, events: [event] }))
}

/** Sent by the way, because something was touched: a lazy load, or an expired object that is read again. */
function isLoad(entry: StatementEntry): boolean {
  const { kind } = entry.events[0]!.because
  return kind === 'lazy load' || kind === 'refresh'
}

/**
 * Where the SQL of a run gets interesting: the first entry after the making of tables, or 0.
 * @param query the file whose statements are what one wants to see, if it has sent any
 */
export function firstAfterSetup(entries: readonly SqlEntry[], query?: string): number {
  const setup = new Set(['ddl', 'inspect'])
  const asked = entries.filter(
    (entry): entry is StatementEntry => entry.kind === 'statement' && !setup.has(entry.events[0]!.because.kind),
  )
  const first = asked.find(({ events }) => events[0]!.place?.file === query) ?? asked[0]
  if (!first) return 0
  const begin = entries.findIndex(
    (entry) => entry === first || (first.transaction && entry.transaction?.id === first.transaction.id),
  )
  return entries[begin - 1]?.kind === 'flush' ? begin - 1 : begin
}

/** How often the statements of an entry were sent. */
export const timesSent = (events: readonly StatementEvent[]): number =>
  events.reduce((n, { repeated, executions }) => n + (repeated ? executions : 1), 0)

/** How many statements ran, folded or not. */
export function statementCount(events: readonly TimelineEvent[]): number {
  return timesSent(events.filter((event): event is StatementEvent => event.kind === 'statement'))
}
