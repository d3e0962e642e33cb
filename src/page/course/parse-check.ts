import type { ObjectState, StatementKind } from '../../protocol'
import { allow, cells, count, type Entries, oneOf, readEntries, rows, someStrings, string, strings } from './check-values'
import type { Check, ColumnExpectation } from './checks/check'
import { LessonError } from './lesson-error'
import { readDeed, reasons } from './parse-deeds'

/** What a goal can look at. */
const checkKinds: Check['kind'][] = [
  'rows',
  'sql',
  'order',
  'schema',
  'values',
  'console',
  'attribute',
  'state',
  'session',
  'problem',
  'requests',
  'page',
  'migration',
  'uses',
  'query',
  'copy',
]

/**
 * Reads one check of a goal from its YAML.
 * @param kind the entry's name, one of `checkKinds`
 * @param place where it stands, for messages
 * @throws LessonError
 */
export function readCheck(kind: string, source: unknown, place: string): Check {
  const at = `${place}, ${kind}`
  if (kind === 'order') return { kind, shapes: strings(source, at) }
  if (kind === 'uses' && typeof source === 'string') return readCheck(kind, { what: source }, place)
  if (kind === 'page' && typeof source === 'string') return readCheck(kind, { text: source }, place)
  const data = readEntries(source, at)
  switch (kind) {
    case 'rows':
      allow(data, ['table', 'columns', 'where', 'as', 'are', 'include', 'count'], at)
      return {
        kind,
        table: string(data, 'table', at),
        columns: data.columns === undefined ? null : strings(data.columns, at),
        where: data.where === undefined ? {} : cells(readEntries(data.where, at), at),
        as: oneOf(data.as ?? 'bag', ['set', 'bag', 'list'], at),
        are: data.are === undefined ? null : rows(data.are, at),
        include: data.include === undefined ? null : rows(data.include, at),
        count: data.count === undefined ? null : count(data.count, at),
      }
    case 'sql':
      allow(data, ['statement', 'shape', 'because', 'count'], at)
      return {
        kind,
        statement:
          data.statement === undefined
            ? null
            : oneOf<StatementKind>(
                data.statement,
                ['select', 'insert', 'update', 'delete', 'ddl', 'pragma', 'savepoint', 'other'],
                at,
              ),
        shape: data.shape === undefined ? null : string(data, 'shape', at),
        because: data.because === undefined ? null : oneOf(data.because, reasons, at),
        count: data.count === undefined ? { atLeast: 1 } : count(data.count, at),
      }
    case 'schema':
      allow(data, ['table', 'absent', 'has', 'lacks'], at)
      return {
        kind,
        table: string(data, 'table', at),
        absent: data.absent === true,
        has: data.has === undefined ? {} : expectations(readEntries(data.has, at), at),
        lacks: someStrings(data.lacks, at),
      }
    case 'values':
      allow(data, ['text', 'cell'], at)
      return { kind, text: string(data, 'text', at), cell: data.cell === undefined ? null : string(data, 'cell', at) }
    case 'attribute':
      allow(data, ['model', 'key', 'saved'], at)
      return { kind, model: string(data, 'model', at), key: string(data, 'key', at), saved: data.saved === true }
    case 'console':
      allow(data, ['text', 'count'], at)
      return { kind, text: string(data, 'text', at), count: data.count === undefined ? { atLeast: 1 } : count(data.count, at) }
    case 'state':
      allow(data, ['model', 'is', 'through', 'count'], at)
      return {
        kind,
        model: string(data, 'model', at),
        is: data.is === undefined ? null : oneOf(data.is, states, at),
        through: data.through === undefined ? [] : strings(data.through, at).map((state) => oneOf(state, states, at)),
        count: data.count === undefined ? { atLeast: 1 } : count(data.count, at),
      }
    case 'session':
      allow(data, ['new', 'dirty', 'open'], at)
      return {
        kind,
        new: data.new === undefined ? null : count(data.new, at),
        dirty: data.dirty === undefined ? null : count(data.dirty, at),
        open: data.open === undefined ? null : data.open === true,
      }
    case 'problem':
      allow(data, ['term', 'says', 'severity'], at)
      return {
        kind,
        term: data.term === 'none' ? null : string(data, 'term', at),
        says: data.says === undefined ? null : string(data, 'says', at),
        severity: oneOf(data.severity ?? 'error', ['error', 'warning'], at),
      }
    default: {
      const deed = readDeed(kind, data, (checks) => readChecks(checks, at), at)
      if (deed) return deed
      throw new LessonError(`${place}: unknown check “${kind}”. Known ones: ${checkKinds.join(', ')}.`)
    }
  }
}

/**
 * Reads checks that stand together, by kind; several of one kind in a list.
 * @throws LessonError
 */
export function readChecks(source: Entries, place: string): Check[] {
  return Object.entries(source).flatMap(([kind, data]) => {
    const several = Array.isArray(data) && kind !== 'order'
    return (several ? data : [data]).map((one) => readCheck(kind, one, place))
  })
}

const states: readonly ObjectState[] = ['transient', 'pending', 'persistent', 'deleted', 'detached']

const expectable: Record<keyof ColumnExpectation, string> = {
  type: 'string',
  nullable: 'boolean',
  unique: 'boolean',
  indexed: 'boolean',
  primaryKey: 'boolean',
  references: 'string',
}

function expectations(data: Entries, at: string): Record<string, ColumnExpectation> {
  for (const [column, value] of Object.entries(data)) {
    const expected = readEntries(value, `${at}, ${column}`)
    allow(expected, Object.keys(expectable), `${at}, ${column}`)
    for (const [key, one] of Object.entries(expected)) {
      const right = typeof one === expectable[key as keyof ColumnExpectation] || (key === 'references' && one === null)
      if (!right) throw new LessonError(`${at}, ${column}: “${key}” is ${JSON.stringify(one)}.`)
    }
  }
  return data as Record<string, ColumnExpectation>
}
