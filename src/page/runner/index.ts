export { Runner } from './client'
export type { RowsQuery, RunEnd, RunHandle, RunInput, RunnerStatus, RunOutcome, SourceFile } from './contract'
