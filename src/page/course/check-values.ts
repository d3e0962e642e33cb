import type { Cell, Count } from './checks/check'
import { LessonError } from './lesson-error'

export type Entries = Record<string, unknown>

export function readEntries(value: unknown, at: string): Entries {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Entries
  throw new LessonError(`${at}: expected entries, found ${JSON.stringify(value)}.`)
}

export function allow(data: Entries, known: string[], at: string): void {
  const unknown = Object.keys(data).find((key) => !known.includes(key))
  if (unknown) throw new LessonError(`${at}: unknown entry “${unknown}”. Known ones: ${known.join(', ')}.`)
}

export function string(data: Entries, key: string, at: string): string {
  const value = data[key]
  if (typeof value === 'string') return value
  throw new LessonError(`${at}: “${key}” must be a text, found ${JSON.stringify(value)}.`)
}

export function strings(value: unknown, at: string): string[] {
  if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return value
  throw new LessonError(`${at}: expected a list of names, found ${JSON.stringify(value)}.`)
}

export function oneOf<T extends string>(value: unknown, options: readonly T[], at: string): T {
  const found = options.find((option) => option === value)
  if (found !== undefined) return found
  throw new LessonError(`${at}: ${JSON.stringify(value)} is none of: ${options.join(', ')}.`)
}

function isCell(value: unknown): value is Cell {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

export function rows(value: unknown, at: string): Cell[][] {
  if (Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every(isCell))) return value
  throw new LessonError(`${at}: expected a list of rows like [susan, User], found ${JSON.stringify(value)}.`)
}

export function cells(data: Entries, at: string): Record<string, Cell> {
  for (const [key, value] of Object.entries(data)) {
    if (!isCell(value)) throw new LessonError(`${at}: “${key}” must be one value, found ${JSON.stringify(value)}.`)
  }
  return data as Record<string, Cell>
}

export function count(value: unknown, at: string): Count {
  if (typeof value === 'number') return { exactly: value }
  const data = readEntries(value, at)
  allow(data, ['exactly', 'atLeast', 'atMost'], at)
  if (Object.keys(data).length > 0 && Object.values(data).every((n) => typeof n === 'number')) return data as Count
  throw new LessonError(`${at}: a count is a number, or { atLeast: 1, atMost: 3 }; found ${JSON.stringify(value)}.`)
}

/** A text, or null when the entry is missing. */
export function maybeString(data: Entries, key: string, at: string): string | null {
  return data[key] === undefined ? null : string(data, key, at)
}

/** A number, or null when the entry is missing. */
export function maybeNumber(data: Entries, key: string, at: string): number | null {
  const value = data[key]
  if (value === undefined || typeof value === 'number') return value ?? null
  throw new LessonError(`${at}: “${key}” must be a number, found ${JSON.stringify(value)}.`)
}

/** A count, at least one when the entry is missing. */
export function countOrSome(value: unknown, at: string): Count {
  return value === undefined ? { atLeast: 1 } : count(value, at)
}

/** A list of texts; one text stands for a list of it, a missing entry for none. */
export function someStrings(value: unknown, at: string): string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : strings(value, at)
}
