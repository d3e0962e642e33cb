declare module 'virtual:lessons' {
  import type { LessonFile, Starter, Step } from './page/course/step'

  export const templates: { id: string; title: string }[]
  export const steps: Record<string, () => Promise<{ default: Step }>>
  export const starters: Record<string, () => Promise<{ default: Starter }>>
  export const past: Record<string, () => Promise<{ default: LessonFile[] }>>
}

declare module 'virtual:lessons-map' {
  import type { ModuleEntry, TemplateEntry } from './page/course/step'

  export const modules: ModuleEntry[]
  export const templates: TemplateEntry[]
}

declare module 'virtual:lessons-more' {
  import type { StepMore } from './page/course/step'

  export const more: Record<string, () => Promise<{ default: StepMore }>>
}
