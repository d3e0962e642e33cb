import type { TimelineEvent } from '../../../protocol'
import type { Check, CopyCheck, QueryCheck } from './check'

/** Timelines of what was tried on copies, by the trials' keys. */
export type Trials = Record<string, TimelineEvent[]>

/** Something that is tried on a copy of files and database. */
export interface Trial {
  key: string
  /** Lines for the Migrations panel. */
  lines: string[]
  /** A SELECT whose rows become the table `answer`, or null. */
  select: string | null
  /** What has to hold then. */
  checks: Check[]
  /** Where it holds, at the beginning of a sentence. */
  where: string
}

/** The trial that a check asks for. */
export function trialOf(check: QueryCheck | CopyCheck): Trial {
  if (check.kind === 'query') {
    const { sql, as, are } = check
    const rows: Check = { kind: 'rows', table: answerTable, columns: null, where: {}, as, are, include: null, count: null }
    return { key: sql, lines: [], select: sql, checks: [rows], where: '' }
  }
  const { lines, checks } = check
  const where = `On a copy, after ${lines.map((line) => `“${line}”`).join(' and ')}: `
  return { key: lines.join('\n'), lines, select: null, checks, where }
}

/** All trials that checks ask for, each once. */
export function trialsOf(checks: Check[]): Trial[] {
  const trials = checks.flatMap((check) => (check.kind === 'query' || check.kind === 'copy' ? [trialOf(check)] : []))
  return trials.filter((trial, i) => trials.findIndex(({ key }) => key === trial.key) === i)
}

/** The table that holds the rows of a SELECT. */
export const answerTable = 'answer'
