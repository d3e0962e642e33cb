import { unreachable } from '../../protocol'
import { relatedValue } from './attributes'
import { loadSelectin, loadSubquery } from './eager'
import type { LoadContext } from './loading'
import type { LoaderSession } from './run-select'

/** Runs the loader strategies that send statements of their own after the rows: selectin, subquery, immediate. */
export function loadAfter(session: LoaderSession, context: LoadContext): void {
  if (context.touched === null) return
  for (const [plan, touched] of context.touched) {
    const states = [...touched]
    for (const load of plan.after) {
      const { relationship: r, strategy } = load
      switch (context.refreshing ? 'immediate' : strategy) {
        case 'selectin':
          loadSelectin(session, states, load)
          break
        case 'subquery':
          if (context.original && r.parent === plan.mapper) loadSubquery(session, states, load, context.original)
          else loadSelectin(session, states, load)
          break
        case 'immediate':
          for (const s of states) if (relatedValue(s, r) === undefined) session.loadRelated(s, r, false)
          break
        default:
          unreachable(strategy as never)
      }
    }
  }
}
