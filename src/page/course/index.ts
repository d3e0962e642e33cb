import { past, starters, steps, templates } from 'virtual:lessons'
import type { LessonFile, Starter, Step, StepMore } from './step'

export type { Verdict } from './checks/check'
export type { LessonFile, ModuleEntry, Moment, Prediction, Starter, Step, StepEntry, StepMore, WrongAnswer } from './step'

/** What a blank page of the playground can begin with. */
export const playgrounds: { id: string; title: string }[] = templates

/** Loads a step, or gives null when there is none of that id. */
export async function loadStep(id: string): Promise<Step | null> {
  return Object.hasOwn(steps, id) ? ((await steps[id]?.())?.default ?? null) : null
}

/** Loads what the page of a step needs after its first result, or gives null when there is no such step. */
export async function loadMore(id: string): Promise<StepMore | null> {
  const { more } = await import('virtual:lessons-more')
  return Object.hasOwn(more, id) ? ((await more[id]?.())?.default ?? null) : null
}

/** The files that a step or a playground began with when their hash was `base`, or null when they are not known. */
export async function loadStart(id: string, base: string): Promise<LessonFile[] | null> {
  const now = await loadStarter(id)
  if (now?.base === base) return now.files
  return Object.hasOwn(past, base) ? ((await past[base]?.())?.default ?? null) : null
}

/** Loads the code that a step or a playground begins with, or gives null when there is none of that id. */
export async function loadStarter(id: string): Promise<Starter | null> {
  return Object.hasOwn(starters, id) ? ((await starters[id]?.())?.default ?? null) : loadStep(id)
}
