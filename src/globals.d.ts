declare module 'virtual:lessons' {
  import type { LessonFile, ModuleEntry, Starter, Step, StepMore } from './page/course/step'

  export const modules: ModuleEntry[]
  export const templates: { id: string; title: string }[]
  export const steps: Record<string, () => Promise<{ default: Step }>>
  export const more: Record<string, () => Promise<{ default: StepMore }>>
  export const starters: Record<string, () => Promise<{ default: Starter }>>
  export const past: Record<string, () => Promise<{ default: LessonFile[] }>>
}
