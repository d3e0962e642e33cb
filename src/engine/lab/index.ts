export { createDeterminism, type Determinism } from './determinism'
export { createLab, type Lab } from './lab'
export type { LabOptions } from './options'
