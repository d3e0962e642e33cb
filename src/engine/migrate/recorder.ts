import type { MigrationTrace, Place, StepTrace, TraceError } from '../../protocol'
import type { TermError } from '../schema/errors'
import type { Connection } from '../sqlite'
import { lint, lintRebuild } from './lint'
import { describe } from './operations/describe'
import { render } from './operations/render'
import { lossy, reverse, reversibility } from './operations/reverse'
import { type Operation, tableOf } from './operations/types'
import type { Plan, PlannedStatement, SchemaState } from './plan-types'
import { diffCounts, diffRows, type Snapshot, takeSnapshot } from './snapshot'

/** Parameter sets of one statement that a trace keeps. */
const keptSets = 50

interface Head {
  revision: string | null
  direction: 'upgrade' | 'downgrade'
  message: string
}

/** Writes down what a migration does. Switched off it only keeps the statements' texts. */
export class Recorder {
  private readonly trace: MigrationTrace
  private readonly from = performance.now()
  private touched: string[] = []
  private renamed = new Map<string, string>()
  private atStart: Snapshot | null = null
  private last: Snapshot | null = null

  constructor(
    private readonly connection: Connection,
    head: Head,
    private readonly full: boolean,
    private readonly place: (() => Place | null) | undefined,
  ) {
    this.trace = {
      revision: head.revision,
      direction: head.direction,
      message: head.message,
      operations: [],
      steps: [],
      ok: true,
      error: null,
      ms: 0,
    }
  }

  /** An operation starts. Returns its index. */
  begin(op: Operation, state: SchemaState): number {
    const index = this.trace.operations.length
    const undo = reverse(op)
    this.touched = tablesTouched(op)
    this.renamed = renames(op)
    this.atStart = this.look()
    this.last = this.atStart
    this.trace.operations.push({
      index,
      directive: render(op),
      describe: describe(op),
      table: tableOf(op),
      path: 'nothing',
      because: '',
      note: null,
      lossy: lossy(op),
      reversible: reversibility(op),
      reverse: undo && render(undo),
      lint: this.full ? lint(op, { connection: this.connection, state }) : [],
      before: rowsOf(this.atStart),
      after: [],
      rows: [],
      counts: {},
      place: this.place?.() ?? null,
      error: null,
    })
    return index
  }

  planned(index: number, plan: Plan, state: SchemaState) {
    const op = this.trace.operations[index]!
    op.path = plan.path
    op.because = plan.because
    op.note = plan.note ?? null
    if (plan.path === 'rebuild') op.lint.push(...lintRebuild(op.table, state))
  }

  end(index: number) {
    const op = this.trace.operations[index]!
    if (!this.atStart || !this.last) return
    op.after = rowsOf(this.last)
    op.rows = diffRows(this.atStart, this.last, this.renamed)
    op.counts = diffCounts(this.atStart, this.last)
    op.lossy ||= op.rows.some((d) => d.changes.some((c) => c.after === null))
  }

  failed(index: number | null, error: TermError) {
    if (index === null) return
    this.end(index)
    this.trace.operations[index]!.error = traceError(error)
  }

  /** A statement is about to run; `done` is to be called after it. */
  frame(operation: number | null, s: PlannedStatement): { done(ms: number, error: TermError | null): void } {
    const before = this.last
    const step: StepTrace = {
      operation,
      phase: s.phase,
      sql: s.sql,
      parameters: s.sets ? s.sets.slice(0, keptSets).map((p) => [...p]) : s.parameters?.length ? [[...s.parameters]] : [],
      because: s.because,
      before: rowsOf(before),
      after: [],
      rows: [],
      counts: {},
      ms: 0,
      error: null,
    }
    this.trace.steps.push(step)
    return {
      done: (ms, error) => {
        step.ms = ms
        step.error = error && traceError(error)
        const after = this.look()
        if (!after) return
        this.last = after
        step.after = rowsOf(after)
        step.rows = before ? diffRows(before, after, this.renamed) : []
        step.counts = diffCounts(before ?? after, after)
      },
    }
  }

  finish(error: TermError | null): MigrationTrace {
    this.trace.ok = error === null
    this.trace.error = error && traceError(error)
    this.trace.ms = performance.now() - this.from
    return this.trace
  }

  private look(): Snapshot | null {
    return this.full ? takeSnapshot(this.connection, this.touched) : null
  }
}

export const traceError = (e: TermError): TraceError => ({ term: e.name, message: e.message, hint: e.hint, sql: e.sql ?? null })

const rowsOf = (s: Snapshot | null) => (s ? [...s.rows.values()] : [])

/** Tables whose rows are shown: the operation's own, under all names that it bears meanwhile. */
function tablesTouched(op: Operation): string[] {
  const table = tableOf(op)
  if (op.op === 'renameTable') return [op.table, op.to]
  if (op.op === 'execute') return wordsOf(op.sql)
  return table === null ? [] : [table, `_new_${table}`, `_alembic_tmp_${table}`]
}
const wordsOf = (sql: string) => [...new Set(sql.match(/[A-Za-z_][\w$]*/g) ?? [])]

function renames(op: Operation): Map<string, string> {
  if (op.op === 'renameTable') return new Map([[op.table, op.to]])
  const parts = op.op === 'batch' ? op.operations : [op]
  return new Map(
    parts.flatMap((o) =>
      o.op === 'alterColumn' && o.newName !== undefined ? [[`${o.table}.${o.column}`, o.newName] as const] : [],
    ),
  )
}
