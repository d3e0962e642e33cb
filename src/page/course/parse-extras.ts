import type { StatementKind } from '../../protocol'
import type { Check } from './checks/check'
import { LessonError } from './lesson-error'
import { readActions } from './parse-actions'
import { readChecks } from './parse-check'
import type { Arrangement, Measure, Moment, Prediction } from './step'
import { entries, list, text } from './yaml'

/** Turns one line of Markdown into HTML. */
type Inline = (source: string) => string

/** A wrong answer as `step.md` declares it; its code and its misconception's card lie elsewhere. */
export interface WrittenWrong {
  name: string
  says: string
  /** Id of a card, or null. */
  misconception: string | null
  when: Check[]
}

/** Reads `predict`. Throws LessonError. */
export function readPrediction(source: unknown, file: string, inline: Inline): Prediction {
  const place = `${file}: predict`
  const from = entries(source, place, ['ask', 'options', 'answer', 'because', 'measure', 'do'])
  const options = list(from, 'options', place).map((option) => ({ value: String(option), say: inline(String(option)) }))
  const answer = text(from, 'answer', place)
  if (!options.some(({ value }) => value === answer)) {
    throw new LessonError(`${place}: the answer “${answer}” is none of the options.`)
  }
  const measure = from.measure === undefined ? null : readMeasure(from.measure, place)
  const actions = readActions(from.do, place)
  return {
    ask: inline(text(from, 'ask', place)),
    options,
    answer,
    measure,
    because: inline(text(from, 'because', place)),
    actions,
  }
}

const statementKinds = ['*', 'select', 'insert', 'update', 'delete', 'ddl', 'pragma', 'savepoint', 'other']

function readMeasure(source: unknown, file: string): Measure {
  const place = `${file}: measure`
  if (source === 'problem' || source === 'status') return { of: source }
  const from = entries(source, place, ['statements', 'shape', 'rows', 'value', 'operations'])
  if (from.operations !== undefined) return { of: 'operations', shape: text(from, 'operations', place) }
  if (from.rows !== undefined) return { of: 'rows', table: text(from, 'rows', place) }
  if (from.value !== undefined) return { of: 'value', place: text(from, 'value', place) }
  const kind = text(from, 'statements', place)
  if (!statementKinds.includes(kind)) throw new LessonError(`${place}: “${kind}” is none of: ${statementKinds.join(', ')}.`)
  const shape = from.shape === undefined ? null : text(from, 'shape', place)
  return { of: 'statements', kind: kind as StatementKind | '*', shape }
}

/** Reads `arrange`. Throws LessonError. */
export function readArrangement(source: unknown, file: string, inline: Inline): Arrangement {
  const place = `${file}: arrange`
  const from = entries(source, place, ['ask', 'items', 'because'])
  const items = list(from, 'items', place).map((one) => {
    const item = entries(one, place, ['id', 'say', 'after'])
    const after = item.after === undefined ? {} : (item.after as Record<string, unknown>)
    const needs = Object.keys(after).map((id) => ({ id, otherwise: inline(text(after, id, place)) }))
    return { id: text(item, 'id', place), say: inline(text(item, 'say', place)), after: needs }
  })
  for (const { id } of items.flatMap(({ after }) => after)) {
    if (!items.some((item) => item.id === id)) throw new LessonError(`${place}: there is no item “${id}”.`)
  }
  return { ask: inline(text(from, 'ask', place)), items, because: inline(text(from, 'because', place)) }
}

/** Reads one moment of `demo`. Throws LessonError. */
export function readMoment(source: unknown, file: string, inline: Inline): Moment {
  const place = `${file}: demo`
  const from = entries(source, place, ['sql', 'line', 'say'])
  const at = from.sql === undefined ? { place: text(from, 'line', place) } : { shape: text(from, 'sql', place) }
  return { at, say: inline(text(from, 'say', place)) }
}

/** Reads one entry of `wrong`. Throws LessonError. */
export function readWrong(source: unknown, file: string, inline: Inline): WrittenWrong {
  const place = `${file}: wrong`
  const from = entries(source, place, ['name', 'says', 'misconception', 'when'])
  const misconception = from.misconception === undefined ? null : text(from, 'misconception', place)
  const when = from.when === undefined ? [] : readChecks(from.when as Record<string, unknown>, `${place}, when`)
  return { name: text(from, 'name', place), says: inline(text(from, 'says', place)), misconception, when }
}

/** Reads `limits`. Throws LessonError. */
export function readLimits(source: unknown, file: string): Record<string, string> {
  const place = `${file}: limits`
  const from = entries(source, place, ['words', 'lines', 'error'])
  return Object.fromEntries(Object.keys(from).map((key) => [key, text(from, key, place)]))
}
