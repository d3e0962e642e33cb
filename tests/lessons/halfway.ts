import type { Action, Answer, LessonFile } from '../../src/page/course/step'
import { diffLines } from '../../src/page/ui/diff'

/** Lines that are the same in the start and in an answer, or what the answer puts in place of others. */
interface Part {
  /** Where it differs; null: nowhere. */
  place: string | null
  before: string[]
  after: string[]
}

/**
 * Where somebody may stand on the way to a right answer: with the code changed in one place or in the first ones, or with only
 * the first of what is done by hand.
 * @param start the files that the step begins with
 * @param answer a right one
 */
export function halfway(start: LessonFile[], { name, files, actions }: Answer): Answer[] {
  const changed = start.map((file) => {
    const after = files.find((f) => f.name === file.name)?.text ?? file.text
    return { name: file.name, parts: partsOf(file.name, file.text, after) }
  })
  const places = changed.flatMap(({ parts }) => parts.flatMap(({ place }) => place ?? []))
  const some = new Map(places.flatMap((place, i) => [[place], places.slice(0, i)]).map((kept) => [kept.join(' and '), kept]))
  const stand = (where: string, files: LessonFile[], actions: Action[]) => ({ name: `${name}, ${where}`, files, actions })
  const edits = [...some.values()]
    .filter((kept) => kept.length > 0 && kept.length < places.length)
    .map((kept) => {
      const text = (parts: Part[]) => parts.flatMap((p) => (p.place === null || kept.includes(p.place) ? p.after : p.before))
      const files = changed.map(({ name, parts }) => ({ name, text: text(parts).join('\n') }))
      return { where: `changed only ${kept.join(' and ')}`, files }
    })
  return [
    ...edits.map(({ where, files }) => stand(where, files, actions)),
    ...actions.map((_, i) => stand(`${i} of ${actions.length} done by hand`, files, actions.slice(0, i))),
    ...actions.map((_, i) =>
      stand(`${i + 1} of ${actions.length} done by hand, nothing changed`, start, actions.slice(0, i + 1)),
    ),
  ]
}

function partsOf(file: string, before: string, after: string): Part[] {
  const parts: Part[] = []
  let line = 1
  for (const { kind, text } of diffLines(before, after)) {
    const last = parts.at(-1)
    const same = kind === 'same'
    const part = last && (last.place === null) === same ? last : { place: same ? null : `${file}:${line}`, before: [], after: [] }
    if (part !== last) parts.push(part)
    if (kind !== 'new') part.before.push(text)
    if (kind !== 'gone') part.after.push(text)
    if (kind !== 'new') line += 1
  }
  return parts
}
