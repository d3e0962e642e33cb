import { fromList, type Node, parts, type SelectNode, type Source, sourcesOf, within } from '../schema'
import type { Registry } from './mapper'

/** Warns when tables stand side by side in FROM with nothing that joins them (query/127). */
export function warnCartesian(registry: Registry, select: SelectNode): void {
  const from = fromList(select)
  if (from.length < 2) return
  const group = new Map<Source, Source>(from.flatMap((f) => within(f).map((s): [Source, Source] => [s, f])))
  for (const j of select.joins) {
    const on = j.on ? sourcesOf(j.on) : []
    for (const s of within(j.source)) group.set(s, group.get(on.find((x) => group.has(x)) ?? from[0]!) ?? from[0]!)
  }
  const link = (a: Source, b: Source) => {
    const [from_, to] = [group.get(a), group.get(b)]
    if (from_ && to) for (const [s, g] of group) if (g === from_) group.set(s, to)
  }
  const visit = (n: Node) => {
    const mentioned = sourcesOf(n).filter((s) => group.has(s))
    if (n.k === 'binary' || n.k === 'like' || n.k === 'between') for (const s of mentioned.slice(1)) link(mentioned[0]!, s)
    for (const p of parts(n)) visit(p)
  }
  for (const n of select.where) visit(n)
  const groups = [...new Set(from.map((f) => group.get(f)!))]
  if (groups.length < 2) return
  const named = (s: Source) => `"${s.k === 'table' ? s.table.name : 'anon_1'}"`
  const of = (g: Source) =>
    from
      .filter((f) => group.get(f) === g)
      .map(named)
      .join(', ')
  registry.warn(
    `SELECT statement has a cartesian product between FROM element(s) ${groups.slice(1).map(of).join(', ')} and FROM element ${of(groups[0]!)}.  Apply join condition(s) between each element to resolve.`,
    'Every row of one table is combined with every row of the other. Use .join(...).',
  )
}
