export type { Timeline } from './timeline'
export { type FilesChange, Workbench } from './workbench'
