import type { Goal, Hidden, LessonFile } from './step'

/**
 * The same code on the hidden data: what to run, and what has to hold then.
 * @param files the learner's
 * @param cells what is run of them, in order
 */
export function onHiddenData(
  { files: other, goals: own }: Hidden,
  { files, cells, goals }: { files: LessonFile[]; cells: string[]; goals: Goal[] },
): { files: LessonFile[]; cells: string[]; goals: Goal[] } {
  const fresh = other.filter(({ name }) => !files.some((f) => f.name === name))
  return {
    files: [...files.map((file) => other.find((f) => f.name === file.name) ?? file), ...fresh],
    cells: [...cells.slice(0, -1), ...fresh.map(({ name }) => name), ...cells.slice(-1)],
    goals: own.length > 0 ? own : goals,
  }
}
