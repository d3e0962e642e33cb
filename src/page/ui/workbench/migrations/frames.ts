import type { MigrationTrace, OperationTrace, StepTrace } from '../../../../protocol'

/** One picture of the player: a statement, or an operation that came to none. */
export interface Frame {
  trace: MigrationTrace
  operation: OperationTrace | null
  step: StepTrace | null
  /** What went wrong is shown here. */
  failed: boolean
}

/** All statements of migrations that ran, in order. */
export function framesOf(traces: readonly MigrationTrace[]): Frame[] {
  return traces.flatMap((trace) => {
    const frames: Frame[] = []
    let next = 0
    // Operations without statements take their place in the order of operations.
    const silent = (before: number) => {
      for (; next < before; next++) {
        const operation = trace.operations[next]!
        frames.push({ trace, operation, step: null, failed: operation.error !== null })
      }
    }
    for (const step of trace.steps) {
      const operation = step.operation === null ? null : trace.operations[step.operation]!
      if (operation !== null) {
        silent(operation.index)
        next = operation.index + 1
      } else if (step.phase !== 'begin' && step.phase !== 'foreign keys off') silent(trace.operations.length)
      frames.push({ trace, operation, step, failed: step.error !== null })
    }
    silent(trace.operations.length)
    if (!trace.ok) markProblem(frames)
    return frames
  })
}

/** What went wrong between two statements belongs to the one before. */
function markProblem(frames: Frame[]): void {
  if (frames.some(({ failed }) => failed)) return
  const after = ['rollback', 'foreign keys on']
  const at =
    frames.findLast(({ operation }) => operation?.error) ??
    frames.findLast(({ step }) => !after.includes(step?.phase ?? '')) ??
    frames.at(-1)
  if (at) at.failed = true
}

/** The first frame of the next operation, or of the next migration's end; the last frame when there is none. */
export function nextOperation(frames: readonly Frame[], at: number): number {
  const here = frames[at]
  const next = frames.findIndex(
    (frame, index) => index > at && (frame.operation !== here?.operation || frame.trace !== here?.trace),
  )
  return next < 0 ? frames.length - 1 : next
}

/** The frame in which something went wrong, or -1. */
export const problemAt = (frames: readonly Frame[]): number => frames.findIndex(({ failed }) => failed)
