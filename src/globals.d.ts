declare module 'virtual:lessons' {
  /** Where the files of the course are, and which version of them this build has. */
  export const folder: string
  export const version: string
  export const templates: { id: string; title: string }[]
}

declare module 'virtual:lessons-map' {
  import type { ModuleEntry, TemplateEntry } from './page/course/step'

  export const modules: ModuleEntry[]
  export const templates: TemplateEntry[]
}
