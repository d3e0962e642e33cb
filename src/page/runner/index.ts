export {
  type RowsQuery,
  type RunEnd,
  type RunHandle,
  type RunInput,
  Runner,
  type RunnerStatus,
  type RunOutcome,
  type SourceFile,
} from './client'
