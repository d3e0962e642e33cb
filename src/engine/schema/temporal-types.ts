import { statementError, TermError } from './errors'
import { callable, pad } from './type-definition'

const dateOnly = (d: Date) => `${pad(d.getUTCFullYear(), 4)}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())}`

const clock = (d: Date) =>
  `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}:${pad(d.getUTCSeconds())}.${pad(d.getUTCMilliseconds(), 3)}000`

/** A moment, stored as `YYYY-MM-DD HH:MM:SS.ffffff` in UTC. JavaScript dates carry milliseconds. */
export const DateTime = callable<Date>({
  name: 'DateTime',
  affinity: 'date',
  ddl: (d) => (d === 'postgresql' ? 'TIMESTAMP WITHOUT TIME ZONE' : 'DATETIME'),
  bind(v) {
    if (v === null || v === undefined) return null
    if (!(v instanceof Date)) throw wrongTemporal('DateTime', 'datetime and date', 'new Date(...)')
    return `${dateOnly(v)} ${clock(v)}`
  },
  result(v) {
    if (v === null) return null as never
    const m = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?/.exec(String(v))
    if (!m)
      throw new TermError(
        'ValueError',
        `Couldn't parse datetime string '${String(v)}' - value is not a string.`,
        'The column holds text that is no date and time.',
      )
    return new Date(Date.UTC(+m[1]!, +m[2]! - 1, +m[3]!, +m[4]!, +m[5]!, +m[6]!, Math.floor(Number(`0.${m[7] ?? 0}`) * 1000)))
  },
})

/** DateTime by its SQL name. */
export const TIMESTAMP = callable<Date>({ ...DateTime, name: 'TIMESTAMP', ddl: 'TIMESTAMP' })

/** A day, stored as `YYYY-MM-DD`; in JavaScript a Date at midnight UTC. */
export const DateType = callable<Date>({
  name: 'Date',
  ddl: 'DATE',
  affinity: 'date',
  bind(v) {
    if (v === null || v === undefined) return null
    if (!(v instanceof Date)) throw wrongTemporal('Date', 'date', "new Date('2024-05-01')")
    return dateOnly(v)
  },
  result(v) {
    if (v === null) return null as never
    const m = /^(\d{4})-(\d\d)-(\d\d)/.exec(String(v))
    if (!m)
      throw new TermError(
        'ValueError',
        `Couldn't parse date string '${String(v)}' - value is not a string.`,
        'The column holds text that is no date.',
      )
    return new Date(Date.UTC(+m[1]!, +m[2]! - 1, +m[3]!))
  },
})

/** A time of day as text: `HH:MM:SS` or `HH:MM:SS.ffffff`. */
export const Time = callable<string>({
  name: 'Time',
  ddl: (d) => (d === 'postgresql' ? 'TIME WITHOUT TIME ZONE' : 'TIME'),
  affinity: 'date',
  bind(v) {
    if (v === null || v === undefined) return null
    const m = typeof v === 'string' ? /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?$/.exec(v) : null
    if (!m) throw wrongTemporal('Time', 'time', "'09:30:00'")
    return `${m[1]}:${m[2]}:${m[3] ?? '00'}.${(m[4] ?? '').padEnd(6, '0')}`
  },
  result: (v) => (v === null ? (null as never) : String(v).replace(/\.0+$/, '')),
})

/** A length of time in milliseconds, stored as a DATETIME counted from 1970 (SQLite has no interval). */
export const Interval = callable<number>({
  name: 'Interval',
  ddl: (d) => (d === 'postgresql' ? 'INTERVAL' : 'DATETIME'),
  affinity: 'date',
  bind: (v) => (v === null || v === undefined ? null : DateTime.bind!(new Date(Number(v)))),
  result: (v) => (v === null ? (null as never) : DateTime.result!(v).getTime()),
})

function wrongTemporal(type: string, python: string, example: string): TermError {
  return statementError(
    'builtins.TypeError',
    `SQLite ${type} type only accepts Python ${python} objects as input.`,
    `Give a value such as ${example}.`,
  )
}
