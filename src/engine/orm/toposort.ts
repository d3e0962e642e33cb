import { circularDependency, TermError } from '../schema'
import type { InstanceState } from './state'

/** Nodes that can reach themselves, of the first such group. */
export function cycleAmong(left: Set<string>, edges: [string, string][]): Set<string> {
  const next = new Map<string, string[]>()
  for (const [a, b] of edges) {
    if (a === b || !left.has(a) || !left.has(b)) continue
    const list = next.get(a)
    if (list) list.push(b)
    else next.set(a, [b])
  }
  const reach = (from: string): Set<string> => {
    const seen = new Set<string>()
    const stack = [from]
    for (let n = stack.pop(); n !== undefined; n = stack.pop()) {
      for (const b of next.get(n) ?? []) {
        if (seen.has(b)) continue
        seen.add(b)
        stack.push(b)
      }
    }
    return seen
  }
  for (const n of left) {
    const ahead = reach(n)
    if (!ahead.has(n)) continue
    const group = new Set([...ahead].filter((x) => reach(x).has(n)))
    // a group that waits for another one comes later
    if (![...left].some((x) => !group.has(x) && edges.some(([a, b]) => a === x && group.has(b)))) return group
  }
  throw new TermError('AssertionError', 'no cycle among the actions of a flush')
}

/**
 * States level by level: whoever is second in a pair comes after the first.
 * @throws TermError CircularDependencyError, also when a row refers to itself
 */
export function levels(states: InstanceState[], before: [InstanceState, InstanceState][]): InstanceState[][] {
  const waiting = new Map<InstanceState, number>(states.map((s) => [s, 0]))
  const followers = new Map<InstanceState, InstanceState[]>()
  const seen = new Map<InstanceState, Set<InstanceState>>()
  for (const [a, b] of before) {
    if (!waiting.has(a) || !waiting.has(b)) continue
    const known = seen.get(a) ?? new Set()
    if (known.has(b)) continue
    seen.set(a, known.add(b))
    waiting.set(b, waiting.get(b)! + 1)
    followers.set(a, [...(followers.get(a) ?? []), b])
  }
  const result: InstanceState[][] = []
  let level = states.filter((s) => waiting.get(s) === 0)
  let placed = 0
  while (level.length) {
    result.push(level)
    placed += level.length
    const next: InstanceState[] = []
    for (const a of level) {
      for (const b of followers.get(a) ?? []) {
        const n = waiting.get(b)! - 1
        waiting.set(b, n)
        if (n === 0) next.push(b)
      }
    }
    level = states.length > 1 ? states.filter((s) => next.includes(s)) : next
  }
  if (placed < states.length) {
    const stuck = states.filter((s) => waiting.get(s)! > 0)
    throw circularDependency(
      `Circular dependency detected. (${stuck.map((s) => `SaveUpdateState(<${s.mapper.className}>)`).join(', ')})`,
    )
  }
  return result
}
