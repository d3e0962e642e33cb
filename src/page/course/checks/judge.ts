import { type EventOf, type TableSnapshot, type TimelineEvent, unreachable } from '../../../protocol'
import type { Goal } from '../step'
import { type Check, type CopyCheck, met, type QueryCheck, unmet, type Verdict } from './check'
import { judgeMigration, judgePage, judgeRequests, judgeUses } from './deeds'
import { judgeAttribute, judgeConsole, judgeProblem, judgeValues } from './happened'
import { judgeRows } from './rows'
import { judgeSchema } from './schema'
import { judgeSession, judgeState } from './session'
import { judgeOrder, judgeSql } from './sql'
import { type Trials, trialOf } from './trial'

/**
 * Judges a finished run, from its timeline alone.
 * @param goals what the step asks for
 * @param events the whole timeline of the run
 * @param trials what came of those trials that the goals ask for
 * @returns one verdict per goal, in their order
 */
export function judge(goals: Goal[], events: TimelineEvent[], trials: Trials = {}): Verdict[] {
  const tables = finalTables(events)
  return goals.map((goal) => judgeAll(goal.checks, events, trials, tables))
}

/** Judges several checks as one: the first that does not hold says what differs. */
export function judgeAll(checks: Check[], events: TimelineEvent[], trials: Trials = {}, tables = finalTables(events)): Verdict {
  for (const check of checks) {
    const verdict = judgeCheck(check, events, trials, tables)
    if (!verdict.met) return verdict
  }
  return met
}

function judgeCheck(check: Check, events: TimelineEvent[], trials: Trials, tables: TableSnapshot[] | null): Verdict {
  switch (check.kind) {
    case 'rows':
      return tables ? judgeRows(check, tables) : cutShort
    case 'schema':
      return tables ? judgeSchema(check, tables) : cutShort
    case 'sql':
      return judgeSql(check, events)
    case 'order':
      return judgeOrder(check, events)
    case 'values':
      return judgeValues(check, events)
    case 'console':
      return judgeConsole(check, events)
    case 'attribute':
      return judgeAttribute(check, events)
    case 'state':
      return judgeState(check, events)
    case 'session':
      return judgeSession(check, events)
    case 'problem':
      return judgeProblem(check, events)
    case 'requests':
      return judgeRequests(check, events)
    case 'page':
      return judgePage(check, events)
    case 'migration':
      return judgeMigration(check, events)
    case 'uses':
      return judgeUses(check, events)
    case 'query':
    case 'copy':
      return judgeTrial(check, trials)
    default:
      return unreachable(check)
  }
}

/** Judges what was tried on a copy. */
function judgeTrial(check: QueryCheck | CopyCheck, trials: Trials): Verdict {
  const trial = trialOf(check)
  const events = trials[trial.key]
  if (!events) return unmet('This could not be tried: the run has not come to its end.')
  const { differs } = judgeAll(trial.checks, events)
  return differs === null ? met : unmet(trial.where + differs)
}

const cutShort = unmet('The run ended before its tables could be looked at.')

/** All tables at the end of a run, or null when it was cut short. */
function finalTables(events: TimelineEvent[]): TableSnapshot[] | null {
  return events.findLast((e): e is EventOf<'snapshot'> => e.kind === 'snapshot' && e.phase === 'end')?.tables ?? null
}
