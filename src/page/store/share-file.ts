import type { Shared } from './share'

const mark = 'backref'
const version = 1

/** A state as the text of a file, for when a link would be too long. */
export function shareFile({ id, base, files, position }: Shared): string {
  return JSON.stringify({ [mark]: version, id, base, position, files }, null, 2)
}

/** Reads the text of such a file, or gives what is wrong with it in words. */
export function readShareFile(text: string): Shared | string {
  let value: Record<string, unknown>
  try {
    value = JSON.parse(text) as Record<string, unknown>
  } catch {
    return 'This file is not a shared file of Backref, or it is cut off.'
  }
  if (typeof value !== 'object' || value === null || !(mark in value)) return 'This file is not a shared file of Backref.'
  if (value[mark] !== version)
    return `This file is of version ${String(value[mark])}, which this page does not know. Try a newer page.`
  const { id, base, position, files } = value as Partial<Shared>
  const whole =
    typeof id === 'string' &&
    typeof base === 'string' &&
    /^[0-9a-f]{8}$/.test(base) &&
    Array.isArray(files) &&
    files.every((f) => typeof f?.name === 'string' && typeof f.text === 'string')
  if (!whole) return 'This file is damaged: something in it is missing.'
  return {
    id,
    base,
    position: typeof position === 'number' ? position : null,
    files: files.map(({ name, text }) => ({ name, text })),
  }
}
