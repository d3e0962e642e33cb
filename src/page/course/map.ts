import { modules, templates } from 'virtual:lessons-map'
import type { ModuleEntry, StepEntry, TemplateEntry } from './step'

/** The course map, in the order of the course. */
export const course: ModuleEntry[] = modules

/** All steps in the order of the course. */
export const allSteps: StepEntry[] = modules.flatMap((m) => m.steps)

/** What the playground can begin with. */
export const playgrounds: TemplateEntry[] = templates
