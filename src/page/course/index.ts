import { folder, templates, version } from 'virtual:lessons'
import type { LessonFile, Starter, Step, StepMore } from './step'

export type { Verdict } from './checks/check'
export type { LessonFile, ModuleEntry, Moment, Prediction, Starter, Step, StepEntry, StepMore, WrongAnswer } from './step'

/** What a blank page of the playground can begin with. */
export const playgrounds: { id: string; title: string }[] = templates

const fetched = new Map<string, Promise<unknown>>()

/** A file of the course, fetched once, or null when there is none of that name. @throws Error when it cannot be fetched */
function get<T>(name: string): Promise<T | null> {
  if (!/^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/.test(name)) return Promise.resolve(null)
  const known = fetched.get(name)
  if (known !== undefined) return known as Promise<T | null>
  const answer = read<T>(`${folder}/${name}.${version}.json`)
  fetched.set(name, answer)
  answer.catch(() => fetched.delete(name))
  return answer
}

async function read<T>(url: string): Promise<T | null> {
  const response = await fetch(url)
  // Where a host answers with a page of its own, there is no such file either.
  if (response.status === 404 || /html/.test(response.headers.get('content-type') ?? '')) return null
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return (await response.json()) as T
}

/** Loads a step, or gives null when there is none of that id. */
export async function loadStep(id: string): Promise<Step | null> {
  const found = await loadStarter(id)
  return found !== null && 'goals' in found ? (found as Step) : null
}

/** Loads what the page of a step needs after its first result, or gives null when there is no such step. */
export function loadMore(id: string): Promise<StepMore | null> {
  return get(`more/${id}`)
}

/** The files that a step or a playground began with when their hash was `base`, or null when they are not known. */
export async function loadStart(id: string, base: string): Promise<LessonFile[] | null> {
  const now = await loadStarter(id)
  return now?.base === base ? now.files : get(`past/${base}`)
}

/** Loads the code that a step or a playground begins with, or gives null when there is none of that id. */
export function loadStarter(id: string): Promise<Starter | null> {
  return get(id)
}
