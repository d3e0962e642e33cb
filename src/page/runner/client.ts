import type { Preview, RowData, TimelineEvent } from '../../protocol'
import type { RowsQuery, RunHandle, RunInput, RunnerStatus } from './contract'

export type { RowsQuery, RunEnd, RunHandle, RunInput, RunnerStatus, RunOutcome, SourceFile } from './contract'

/** Runs learners' code in the sandbox. */
export declare class Runner {
  constructor(options?: { onStatus?(status: RunnerStatus): void })
  /** Starts the sandbox; run() does so by itself when needed. */
  boot(): Promise<{ sqliteVersion: string }>
  run(input: RunInput, onEvents: (events: TimelineEvent[]) => void): RunHandle
  command(text: string): Promise<{ value: Preview | null; events: TimelineEvent[] }>
  rows(query: RowsQuery): Promise<{ rows: RowData[]; total: number; columns: string[] }>
  exportDatabase(): Promise<Uint8Array>
  dispose(): void
}
