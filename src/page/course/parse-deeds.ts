import type { ReasonKind } from '../../protocol'
import {
  allow,
  count,
  countOrSome,
  type Entries,
  maybeNumber,
  maybeString,
  oneOf,
  rows,
  someStrings,
  string,
} from './check-values'
import type { Check, Used } from './checks/check'
import { LessonError } from './lesson-error'

/** Why a statement is sent. */
export const reasons: readonly ReasonKind[] = [
  'query',
  'get',
  'autoflush',
  'flush',
  'lazy load',
  'eager load',
  'refresh',
  'bulk',
  'ddl',
  'migration',
  'inspect',
  'raw',
  'transaction',
]

const used: readonly Used[] = [...reasons, 'begin', 'commit', 'rollback', 'savepoint', 'release', 'rollback to', 'redirect']

/**
 * Reads a check of what was done besides running the cells, or null when it is of another kind.
 * @param nested reads the checks that hold on a copy
 * @param at where it stands, for messages
 * @throws LessonError
 */
export function readDeed(kind: string, data: Entries, nested: (source: Entries) => Check[], at: string): Check | null {
  switch (kind) {
    case 'requests':
      allow(data, ['method', 'url', 'status', 'to', 'says', 'count'], at)
      return {
        kind,
        method: maybeString(data, 'method', at),
        url: maybeString(data, 'url', at),
        status: maybeNumber(data, 'status', at),
        to: maybeString(data, 'to', at),
        says: maybeString(data, 'says', at),
        count: countOrSome(data.count, at),
      }
    case 'page':
      allow(data, ['text', 'absent'], at)
      return { kind, text: string(data, 'text', at), absent: data.absent === true }
    case 'migration':
      allow(data, ['line', 'exit', 'says', 'current', 'scripts', 'heads', 'operations', 'never', 'direction', 'keeps'], at)
      return {
        kind,
        line: maybeString(data, 'line', at),
        exit: maybeNumber(data, 'exit', at),
        says: maybeString(data, 'says', at),
        current: maybeString(data, 'current', at),
        scripts: data.scripts === undefined ? null : count(data.scripts, at),
        heads: data.heads === undefined ? null : count(data.heads, at),
        operations: someStrings(data.operations, at),
        never: someStrings(data.never, at),
        direction: oneOf(data.direction ?? 'upgrade', ['upgrade', 'downgrade'], at),
        keeps: someStrings(data.keeps, at),
      }
    case 'uses':
      allow(data, ['what', 'count'], at)
      return { kind, what: oneOf(data.what, used, at), count: countOrSome(data.count, at) }
    case 'query':
      allow(data, ['sql', 'as', 'are'], at)
      return {
        kind,
        sql: string(data, 'sql', at),
        as: oneOf(data.as ?? 'bag', ['set', 'bag', 'list'], at),
        are: rows(data.are, at),
      }
    case 'copy': {
      const { lines, ...rest } = data
      const checks = nested(rest)
      if (checks.length === 0) throw new LessonError(`${at}: it needs checks of what holds on the copy.`)
      if (checks.some((check) => check.kind === 'copy' || check.kind === 'query')) {
        throw new LessonError(`${at}: a copy has no “copy” or “query” of its own.`)
      }
      return { kind, lines: someStrings(lines, at), checks }
    }
    default:
      return null
  }
}
