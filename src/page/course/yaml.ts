import { parse as parseYaml } from 'yaml'
import { LessonError } from './lesson-error'

/** Reads a YAML mapping. `file` names it in messages. Throws LessonError. */
export function readYaml(source: string, file: string): Record<string, unknown> {
  let value: unknown
  try {
    value = parseYaml(source)
  } catch (error) {
    throw new LessonError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LessonError(`${file}: expected entries like “title: One role, many users”.`)
  }
  return value as Record<string, unknown>
}

/** A text entry of a mapping. Throws LessonError when it is missing. */
export function text(from: Record<string, unknown>, key: string, file: string): string {
  const value = from[key]
  if (typeof value !== 'string' || value.trim() === '') throw new LessonError(`${file}: “${key}” is missing; expected a text.`)
  return value.trim()
}

/** A list entry of a mapping; an empty one when it is missing. Throws LessonError. */
export function list(from: Record<string, unknown>, key: string, file: string): unknown[] {
  const value = from[key] ?? []
  if (!Array.isArray(value)) throw new LessonError(`${file}: “${key}” must be a list.`)
  return value
}

/** A mapping with no other entries than the known ones. Throws LessonError. */
export function entries(source: unknown, place: string, expected: string[]): Record<string, unknown> {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) throw new LessonError(`${place}: expected entries.`)
  const unknown = Object.keys(source).find((key) => !expected.includes(key))
  if (unknown) throw new LessonError(`${place}: unknown entry “${unknown}”. Known ones: ${expected.join(', ')}.`)
  return source as Record<string, unknown>
}
