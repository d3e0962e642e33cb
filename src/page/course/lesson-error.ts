/** A lesson that cannot be read: says which file, what was found and what is expected. */
export class LessonError extends Error {
  override name = 'LessonError'
}
