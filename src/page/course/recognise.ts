import type { EventOf, TimelineEvent } from '../../protocol'
import type { Verdict } from './checks/check'
import { judge, judgeAll } from './checks/judge'
import { plainSql } from './checks/sql'
import type { Trials } from './checks/trial'
import type { Goal, WrongAnswer } from './step'

/** What has happened in a step, as far as its goals look at it. */
export interface Story {
  events: TimelineEvent[]
  trials: Trials
}

/** How a run ended, as far as its goals can tell it from others. */
interface Ending {
  verdicts: Verdict[]
  /** Term of the first error, or null. */
  error: string | null
  /** All statements, in order, without their values. */
  sent: string
}

/**
 * Finds the declared wrong answer that a run shows, from what happened alone: the same goals fail for the same reasons, or
 * after the same statements, and the run meets the same error. What looks like the untouched start is no answer yet.
 * @param goals the step's
 * @param story the learner's run
 * @param start the run of the code that the step begins with
 * @param runs for each wrong answer, in order, the run of its own code; null when it is not known
 */
export function recognise(
  goals: Goal[],
  wrong: WrongAnswer[],
  { story, start, runs }: { story: Story; start: Story | null; runs: (Story | null)[] },
): WrongAnswer | null {
  const found = endingOf(goals, story)
  if (found.verdicts.every((v) => v.met)) return null
  const declared = wrong.find(({ when }) => when.length > 0 && judgeAll(when, story.events, story.trials).met)
  if (declared) return declared
  if (start && identical(found, endingOf(goals, start))) return null
  const alike = wrong
    .map((answer, i) => ({ answer, ending: answer.when.length === 0 && runs[i] ? endingOf(goals, runs[i]) : null }))
    .filter(({ ending }) => ending !== null && sameGoals(found, ending) && found.error === ending.error)
  const exact = alike.find(({ ending }) => ending && identical(found, ending))
  const likely = alike.find(({ ending }) => ending && (sameReasons(found, ending) || found.sent === ending.sent))
  return (exact ?? likely)?.answer ?? null
}

function endingOf(goals: Goal[], { events, trials }: Story): Ending {
  const problem = events.find((e): e is EventOf<'problem'> => e.kind === 'problem' && e.severity === 'error')
  const sent = events.flatMap((e) => {
    if (e.kind === 'flask') return [e.line.replace(/(['"]).*?\1/g, '?')]
    return e.kind === 'statement' ? [plainSql(e.sql).replace(/'(?:[^']|'')*'|\b\d+\b/g, '?')] : []
  })
  return { verdicts: judge(goals, events, trials), error: problem?.term ?? null, sent: sent.join('\n') }
}

function identical(a: Ending, b: Ending): boolean {
  return sameGoals(a, b) && a.error === b.error && sameReasons(a, b) && a.sent === b.sent
}

function sameGoals(a: Ending, b: Ending): boolean {
  return a.verdicts.every((v, i) => v.met === b.verdicts[i]?.met)
}

function sameReasons(a: Ending, b: Ending): boolean {
  return a.verdicts.every((v, i) => v.differs === b.verdicts[i]?.differs)
}
