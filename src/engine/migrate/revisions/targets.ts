import { ambiguousWalk, multipleHeads, notADowngrade, relativeTooFar, severalHeadsToStamp } from './errors'
import type { RevisionGraph } from './graph'

/** One revision to apply, or to take back. */
export interface Walk {
  direction: 'upgrade' | 'downgrade'
  /** In the order in which they run. */
  revisions: string[]
}

/**
 * The scripts between the database and a target: `head`, `heads`, `a1`, the beginning of an id, `+2`, `a1+1`.
 * @param current what alembic_version holds
 * @throws TermError CommandError in Alembic's words
 */
export function upgradeWalk(graph: RevisionGraph, target: string, current: readonly string[]): Walk {
  for (const id of current) graph.find(id)
  const applied = graph.ancestors(current)
  const wanted = graph.ancestors(upTargets(graph, target, current))
  return { direction: 'upgrade', revisions: graph.sorted([...wanted].filter((id) => !applied.has(id))) }
}

function upTargets(graph: RevisionGraph, target: string, current: readonly string[]): string[] {
  if (target === 'heads') return graph.realHeads()
  if (target === 'base') return []
  const branch = /^(.+)@heads?$/.exec(target)?.[1]
  if (branch !== undefined) {
    const heads = graph.headsAfter(graph.find(branch))
    if (heads.length > 1) throw multipleHeads(target, heads)
    return heads
  }
  if (/^.+-\d+$/.test(target) && !graph.has(target)) {
    const id = downTarget(graph, target, current)
    return id === null ? [] : [id]
  }
  const relative = /^(.*?)\+(\d+)$/.exec(target)
  if (relative) {
    const from = relative[1] ? symbol(graph, relative[1])[0] : current.length > 1 ? null : (current[0] ?? undefined)
    if (from === null) throw ambiguousWalk()
    return [stepsUp(graph, from, Number(relative[2]))]
  }
  return [...symbol(graph, target)]
}

function symbol(graph: RevisionGraph, target: string): string[] {
  if (target !== 'head') return [graph.find(target)]
  const head = graph.head()
  return head === null ? [] : [head]
}

function stepsUp(graph: RevisionGraph, from: string | undefined, steps: number): string {
  let at = from
  for (let i = 0; i < steps; i++) {
    const next = at === undefined ? graph.bases() : graph.childrenOf(at)
    if (next.length === 0) throw relativeTooFar(`+${steps}`)
    if (next.length > 1) throw ambiguousWalk()
    at = next[0]!
  }
  return at!
}

/**
 * The scripts to take back: to `base`, to a revision, `-2`, `c3-1`.
 * @throws TermError CommandError in Alembic's words
 */
export function downgradeWalk(graph: RevisionGraph, target: string, current: readonly string[]): Walk {
  for (const id of current) graph.find(id)
  const applied = graph.ancestors(current)
  const to = downTarget(graph, target, current)
  if (to !== null && !applied.has(to)) throw notADowngrade(target, [...current])
  const above = to === null ? applied : new Set([...graph.descendants([to])].filter((id) => id !== to && applied.has(id)))
  return { direction: 'downgrade', revisions: takenBack(graph, above) }
}

/** Each one before those that it continues from; among equals the first by name. */
function takenBack(graph: RevisionGraph, ids: ReadonlySet<string>): string[] {
  const left = new Set([...ids].sort())
  const order: string[] = []
  while (left.size) {
    const next = [...left].find((id) => !graph.requiring(id).some((c) => left.has(c)))!
    order.push(next)
    left.delete(next)
  }
  return order
}

/** Null: before the first script. */
function downTarget(graph: RevisionGraph, target: string, current: readonly string[]): string | null {
  if (target === 'base') return null
  const relative = /^(.*?)-(\d+)$/.exec(target)
  if (!relative || (relative[1] && graph.has(target))) return symbol(graph, target)[0] ?? null
  const steps = Number(relative[2])
  let at: string | null = (relative[1] ? symbol(graph, relative[1])[0] : current[0]) ?? null
  if (!relative[1] && current.length > 1)
    graph.warn(`downgrade -${steps} from multiple heads is ambiguous; this usage will be disallowed in a future release.`)
  for (let i = 0; i < steps; i++) {
    if (at === null) throw relativeTooFar(`-${steps}`)
    const next: string[] = graph.get(at).downRevisions
    if (next.length > 1) throw ambiguousWalk()
    at = next[0] ?? null
  }
  return at
}

/** What `stamp` writes. @throws TermError CommandError */
export function stampTargets(graph: RevisionGraph, target: string): string[] {
  if (target === 'base') return []
  if (target === 'head' && graph.heads().length > 1) throw severalHeadsToStamp(graph.heads())
  return target === 'heads' ? graph.realHeads() : symbol(graph, target)
}
