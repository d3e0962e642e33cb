import type { Revision } from './revisions'

/** A line between two lanes of the picture, from the upper edge of a row to its lower one. */
export interface Edge {
  lane: number
  /** What it comes from has run on the database. */
  applied: boolean
}

/** One row of the revision graph, as it is drawn. */
export interface GraphRow {
  /** The script; null: where a database is before its first one, or a revision whose script is gone. */
  script: Revision | null
  /** `base`, or the revision's id. */
  id: string
  /** The database is here. */
  current: boolean
  applied: boolean
  /** Its script is gone, and the database is still there. */
  missing: boolean
  lane: number
  /** Lines that come from above to this row's node, that pass it by, and that leave it downwards. */
  into: Edge[]
  past: Edge[]
  out: Edge[]
  /** The line that brings the database here; null where it is, and where none can. */
  go: { direction: 'upgrade' | 'downgrade'; line: string } | null
}

type Lane = { to: string; applied: boolean } | null

/**
 * The revision graph, newest on top: each row has its node in a lane, and the lines that are seen beside it. What continues from
 * nothing stands on `base`.
 * @param revisions newest first, as revisionsOf() gives them
 * @param at what alembic_version holds; null when that is not known
 */
export function graphOf(revisions: readonly Revision[], at: readonly string[] | null): GraphRow[] {
  const known = new Map(revisions.map((script) => [script.revision, script]))
  const current = at ?? []
  const applied = ancestors(known, current)
  const missing = current.filter((id) => !known.has(id))
  const lanes: Lane[] = []
  const free = () => {
    const at = lanes.indexOf(null)
    return at < 0 ? lanes.length : at
  }
  const edges = (wanted: (lane: NonNullable<Lane>) => boolean): Edge[] =>
    lanes.flatMap((lane, number) => (lane && wanted(lane) ? [{ lane: number, applied: lane.applied }] : []))

  const rows = missing.map(
    (id): GraphRow => ({
      script: null,
      id,
      current: true,
      applied: true,
      missing: true,
      lane: 0,
      into: [],
      past: [],
      out: [],
      go: null,
    }),
  )
  const place = (id: string, script: Revision | null, parents: readonly string[]) => {
    const into = edges(({ to }) => to === id)
    const past = edges(({ to }) => to !== id)
    for (const { lane } of into) lanes[lane] = null
    const own = into[0]?.lane ?? free()
    const here = { current: script ? current.includes(id) : at?.length === 0, applied: script === null || applied.has(id) }
    parents.forEach((to, nth) => {
      lanes[nth === 0 ? own : free()] = { to, applied: here.applied }
    })
    const left = edges(() => true).filter(({ lane }) => !past.some((edge) => edge.lane === lane))
    // From a revision whose script is gone no line leads anywhere.
    const go = at === null || missing.length > 0 ? null : lineTo(id, here)
    rows.push({ script, id, ...here, missing: false, lane: own, into, past, out: left, go })
  }
  for (const script of revisions) {
    const parents = script.downRevisions.filter((id) => known.has(id))
    place(script.revision, script, script.downRevisions.length === 0 ? ['base'] : parents)
  }
  place('base', null, [])
  return rows
}

/** How many lanes a picture has. */
export const laneCount = (rows: readonly GraphRow[]): number =>
  1 + Math.max(0, ...rows.flatMap(({ lane, into, past, out }) => [lane, ...[...into, ...past, ...out].map((edge) => edge.lane)]))

function ancestors(known: ReadonlyMap<string, Revision>, ids: readonly string[]): Set<string> {
  const found = new Set<string>()
  const visit = (id: string) => {
    if (found.has(id)) return
    found.add(id)
    known.get(id)?.downRevisions.forEach(visit)
  }
  ids.forEach(visit)
  return found
}

function lineTo(id: string, { current, applied }: Pick<GraphRow, 'current' | 'applied'>): GraphRow['go'] {
  if (current) return null
  const direction = applied ? 'downgrade' : 'upgrade'
  return { direction, line: `flask db ${direction} ${id}` }
}
