import { argumentError, TermError } from '../schema'

/** The parts of a database URL. */
export interface DatabaseUrl {
  dialect: 'sqlite' | 'postgresql' | 'mysql'
  driver: string | null
  username: string | null
  password: string | null
  host: string | null
  port: number | null
  /** Name of the database; for SQLite the file, or null for a database in memory. */
  database: string | null
  query: Record<string, string>
}

const pattern =
  /^(?<name>[\w+]+):\/\/(?:(?:(?<username>[^:/]*)(?::(?<password>[^@]*))?@)?(?:\[(?<ipv6>[^/?]+)\]|(?<host>[^/:?]+))?(?::(?<port>[^/?]*))?)?(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?$/
const dialects = ['sqlite', 'postgresql', 'mysql']

/**
 * Parses a database URL by SQLAlchemy's rules (seed/001, seed/002).
 * @throws TermError ArgumentError (no URL), ValueError (the port), NoSuchModuleError (unknown dialect)
 */
export function parseUrl(url: string): DatabaseUrl {
  const parts = pattern.exec(url)?.groups
  if (!parts)
    throw argumentError(
      `Could not parse SQLAlchemy URL from string '${url}'`,
      'A database URL looks like sqlite:///data.sqlite or postgresql://user:password@host/database.',
    )
  const [dialect, driver] = parts.name!.split('+')
  if (!dialects.includes(dialect!)) {
    throw new TermError(
      'NoSuchModuleError',
      `Can't load plugin: sqlalchemy.dialects:${parts.name!.replace('+', '.')}`,
      dialect === 'postgres' ? "The name is 'postgresql'." : `Known here: ${dialects.join(', ')}.`,
    )
  }
  if (parts.port !== undefined && parts.port !== '' && !/^\d+$/.test(parts.port))
    throw new TermError('ValueError', `invalid literal for int() with base 10: '${parts.port}'`, 'The port is a number.')
  const decoded = (s: string | undefined) => (s === undefined ? null : decodeURIComponent(s.replaceAll('+', '%2B')))
  return {
    dialect: dialect as DatabaseUrl['dialect'],
    driver: driver ?? null,
    username: decoded(parts.username),
    password: decoded(parts.password),
    host: parts.ipv6 ?? parts.host ?? null,
    port: parts.port ? Number(parts.port) : null,
    database: parts.database === undefined || parts.database === '' ? null : parts.database,
    query: Object.fromEntries(new URLSearchParams(parts.query ?? '')),
  }
}

/** A URL as SQLAlchemy shows it: without the password. */
export function urlText({ dialect, driver, username, password, host, port, database, query }: DatabaseUrl): string {
  const user = username === null ? '' : `${username}${password === null ? '' : ':***'}@`
  const given = Object.entries(query)
    .map(([key, value]) => `${key}=${value}`)
    .join('&')
  const file = database === null ? '' : `/${database}`
  return `${dialect}${driver === null ? '' : `+${driver}`}://${user}${host ?? ''}${port === null ? '' : `:${port}`}${file}${given && `?${given}`}`
}

/** @throws TermError OperationalError for servers: a page has no network */
export function checkReachable(url: DatabaseUrl): void {
  if (url.dialect === 'sqlite') return
  throw new TermError(
    'OperationalError',
    `could not connect to server: no ${url.dialect} server can be reached from this page (host '${url.host ?? 'localhost'}')`,
    'Here the database runs inside the page: use sqlite:// (in memory) or sqlite:///data.sqlite (kept in this browser). The SQL panel shows the same query for PostgreSQL and MySQL.',
  )
}
