export { Runner } from './client'
export type { Continued, RowsQuery, RunEnd, RunHandle, RunInput, RunnerStatus, RunOutcome, SourceFile } from './contract'
