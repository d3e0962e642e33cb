export type { Timeline } from './timeline'
export { Workbench } from './workbench'
