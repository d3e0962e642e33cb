import { bytesOf } from './bytes'
import type { Action, Goal, Hidden, LessonFile } from './step'

/**
 * The same code on the hidden data: what to run, and what has to hold then.
 * @param given the answer, what is run of it, what is done with it, and the database that the step begins with
 */
export function onHiddenData(
  { files: other, goals: own, actions, database }: Hidden,
  given: { files: LessonFile[]; cells: string[]; goals: Goal[]; actions: Action[]; database: Uint8Array | null },
): typeof given {
  const { files, cells } = given
  const fresh = other.filter(({ name }) => !files.some((f) => f.name === name))
  return {
    files: [...files.map((file) => other.find((f) => f.name === file.name) ?? file), ...fresh],
    cells: [...cells.slice(0, -1), ...fresh.map(({ name }) => name), ...cells.slice(-1)],
    goals: own.length > 0 ? own : given.goals,
    actions: actions ?? given.actions,
    database: database === null ? given.database : bytesOf(database),
  }
}
