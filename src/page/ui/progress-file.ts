import type { Progress } from '../store'

const mark = 'backref-progress'
const version = 1

/** Which steps are solved, as the text of a file to keep or to take to another device. */
export function progressFile(progress: Map<string, Progress>): string {
  const solved = Object.fromEntries([...progress].map(([id, { solved }]) => [id, solved]))
  return JSON.stringify({ [mark]: version, solved }, null, 2)
}

/** Reads the text of such a file: when each step was solved, by its id. Or gives what is wrong with it in words. */
export function readProgressFile(text: string): Map<string, number> | string {
  let value: { [mark]?: unknown; solved?: unknown } | null
  try {
    value = JSON.parse(text) as typeof value
  } catch {
    return 'This file holds no progress, or it is cut off.'
  }
  if (typeof value !== 'object' || value === null || !(mark in value)) return 'This file holds no progress.'
  if (value[mark] !== version)
    return `This file is of version ${String(value[mark])}, which this page does not know. Try a newer page.`
  const { solved } = value
  if (typeof solved !== 'object' || solved === null) return 'This file is damaged: something in it is missing.'
  return new Map(Object.entries(solved).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
}
