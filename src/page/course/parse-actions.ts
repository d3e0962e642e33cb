import type { RenameAnswer } from '../../protocol'
import { LessonError } from './lesson-error'
import type { Action } from './step'
import { entries, list, text } from './yaml'

/**
 * Reads what is done by hand: `run`, `flask db upgrade`, `rm migrations/versions/…`, `GET /`, `POST / name=susan&age=30`,
 * `forget cookies`, `>>> User.query.all()` for the shell, or
 * `{ line, revision, answers }` and `{ visit, times }`.
 * @param place where it stands, for messages
 * @throws LessonError
 */
export function readActions(source: unknown, place: string): Action[] {
  return list({ do: source }, 'do', place).map((one) => readAction(one, place))
}

function readAction(source: unknown, place: string): Action {
  if (typeof source === 'string') {
    if (source === 'run') return { kind: 'run' }
    if (source === 'forget cookies') return { kind: 'forget' }
    if (source.startsWith('>>> ')) return { kind: 'shell', text: source.slice(4) }
    if (/^(flask|rm) /.test(source)) return { kind: 'line', line: source, revision: null, answers: [] }
    return readVisit(source, 1, place)
  }
  const from = entries(source, place, ['line', 'revision', 'answers', 'visit', 'times'])
  if (from.visit !== undefined) return readVisit(text(from, 'visit', place), from.times === 2 ? 2 : 1, place)
  const revision = from.revision === undefined ? null : text(from, 'revision', place)
  if (revision !== null && !/^[0-9a-f]{12}$/.test(revision)) {
    throw new LessonError(`${place}: a revision has twelve hexadecimal digits, in quotes; found ${revision}.`)
  }
  return {
    kind: 'line',
    line: text(from, 'line', place),
    revision,
    answers: list(from, 'answers', place).map((a) => readAnswer(a, place)),
  }
}

function readVisit(source: string, times: 1 | 2, place: string): Action {
  const [, method, url, fields = ''] = /^(GET|POST) (\/\S*)(?: (.*))?$/.exec(source) ?? []
  if (url === undefined) {
    throw new LessonError(
      `${place}: cannot do “${source}”. Expected: run, flask …, rm …, GET /path, POST /path name=value&…, forget cookies, or >>> …`,
    )
  }
  return { kind: 'visit', method: method === 'POST' ? 'POST' : 'GET', url, fields: [...new URLSearchParams(fields)], times }
}

function readAnswer(source: unknown, place: string): RenameAnswer {
  const from = entries(source, `${place}: answers`, ['kind', 'table', 'from', 'to', 'answer'])
  const answer = text(from, 'answer', place)
  if (answer !== 'renamed' && answer !== 'dropAndAdd')
    throw new LessonError(`${place}: “${answer}” is none of: renamed, dropAndAdd.`)
  const kind = from.kind === 'table' ? 'table' : 'column'
  return { kind, table: text(from, 'table', place), from: text(from, 'from', place), to: text(from, 'to', place), answer }
}
