import { unreachable } from '../../protocol'
import { commitRelated, relatedValue } from './attributes'
import { loadSelectin, loadSubquery } from './eager'
import type { LoadContext } from './loading'
import type { LoaderSession } from './run-select'

/**
 * Runs the loader strategies that send statements of their own after the rows: selectin, subquery, immediate. One object that
 * is refreshed has them all at once, and a list is loaded at once even where it leads back to where it came from.
 */
export function loadAfter(session: LoaderSession, context: LoadContext): void {
  if (context.touched === null) return
  for (const [plan, touched] of context.touched) {
    const states = [...touched]
    for (const load of plan.after) {
      const { relationship: r, strategy, comesBack } = load
      const way = context.refreshing && strategy !== 'noload' ? 'immediate' : strategy
      if (comesBack && way !== 'immediate' && way !== 'noload') continue
      switch (way) {
        case 'selectin':
          loadSelectin(session, states, load)
          break
        case 'subquery':
          if (context.original && r.parent === plan.mapper) loadSubquery(session, states, load, context.original)
          else loadSelectin(session, states, load)
          break
        case 'immediate':
          for (const s of states) if (relatedValue(s, r) === undefined) session.loadRelated(s, r, comesBack && r.useGet)
          break
        case 'noload':
          for (const s of states) if (relatedValue(s, r) === undefined) commitRelated(s, r, r.uselist ? [] : null)
          break
        default:
          unreachable(way)
      }
    }
  }
}
