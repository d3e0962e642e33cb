import { badHistoryRange } from '../revisions/errors'
import type { RevisionGraph } from '../revisions/graph'
import type { Script } from '../revisions/script'
import { currentRevisions } from '../revisions/version-table'
import type { Session } from './environment'
import type { ParsedLine } from './line'

interface Shown {
  parents?: boolean
  doc?: boolean
  tree?: boolean
  labels?: boolean
  current?: ReadonlySet<string>
}

/** `a1 -> b2 (head), add t2`, with as much of it as is asked for. */
function entry(graph: RevisionGraph, id: string, o: Shown): string {
  const script = graph.get(id)
  const marks = [
    headMark(graph, id),
    o.current?.has(id) ? ' (current)' : '',
    o.tree && graph.isBranchPoint(id) ? ' (branchpoint)' : '',
    o.tree && graph.isMergePoint(id) ? ' (mergepoint)' : '',
  ]
  const labels = o.labels !== false && script.branchLabels.length ? ` (${script.branchLabels.join(', ')})` : ''
  const needs = script.dependsOn.length ? ` (${script.dependsOn.join(', ')})` : ''
  return `${o.parents ? `${script.downRevisions.join(', ') || '<base>'}${needs} -> ` : ''}${id}${labels}${marks.join('')}${o.doc ? `, ${script.message || 'empty message'}` : ''}`
}

const headMark = (graph: RevisionGraph, id: string) =>
  graph.isRealHead(id) ? ' (head)' : graph.isHead(id) ? ' (effective head)' : ''

/** All about one script. */
function details(s: Session, graph: RevisionGraph, id: string): string {
  const script: Script = graph.get(id)
  const marks = `${graph.isHead(id) ? ' (head)' : ''}${graph.isBranchPoint(id) ? ' (branchpoint)' : ''}${graph.isMergePoint(id) ? ' (mergepoint)' : ''}`
  const parents = graph.isMergePoint(id)
    ? `Merges: ${script.downRevisions.join(', ')}`
    : `Parent: ${script.downRevisions[0] ?? '<base>'}`
  const children = graph.isBranchPoint(id) ? `Branches into: ${graph.childrenOf(id).join(', ')}\n` : ''
  const needs = script.dependsOn.length ? `Also depends on: ${script.dependsOn.join(', ')}\n` : ''
  const labels = script.branchLabels.length ? `Branch names: ${script.branchLabels.join(', ')}\n` : ''
  const doc = script.doc.split('\n').map((l) => `    ${l}`)
  const root = s.environment.root ? `${s.environment.root}/` : ''
  return `Rev: ${id}${marks}\n${parents}\n${needs}${children}${labels}Path: ${root}${script.path}\n\n${doc.join('\n')}\n`
}

/** `flask db history`: newest first. */
export function history(s: Session, line: ParsedLine) {
  const current = line.options['indicate-current'] ? atNow(s) : undefined
  const graph = s.graph()
  const given = line.options['rev-range']
  if (typeof given === 'string' && given.split(':').length !== 2) throw badHistoryRange()
  const [from = '', to = ''] = typeof given === 'string' ? given.split(':') : []
  const now = from === 'current' || to === 'current' ? atNow(s) : new Set<string>()
  const ends = (symbol: string) => (symbol === 'current' ? [...now] : [graph.find(symbol)])
  let ids = new Set(graph.scripts.map((x) => x.revision))
  if (to && to !== 'head' && to !== 'heads') ids = graph.ancestors(ends(to))
  if (from && from !== 'base') {
    const after = graph.descendants(ends(from))
    ids = new Set([...ids].filter((id) => after.has(id)))
  }
  for (const id of graph.sorted(ids).reverse())
    s.out(line.options.verbose ? details(s, graph, id) : entry(graph, id, { parents: true, doc: true, tree: true, current }))
}

/** `flask db heads`. */
export function heads(s: Session, line: ParsedLine) {
  const graph = s.graph()
  for (const id of graph.heads()) s.out(line.options.verbose ? details(s, graph, id) : entry(graph, id, {}))
}

/** `flask db branches`. */
export function branches(s: Session, line: ParsedLine) {
  const graph = s.graph()
  const doc = line.options.verbose === true
  for (const { revision } of graph.scripts.filter((x) => graph.isBranchPoint(x.revision))) {
    s.out(doc ? details(s, graph, revision).trimEnd() : entry(graph, revision, { tree: true }))
    if (doc) s.out('')
    for (const child of graph.childrenOf(revision))
      s.out(`${' '.repeat(revision.length)} -> ${entry(graph, child, { tree: true, doc })}`)
    s.out('')
  }
}

/** `flask db current`. */
export function current(s: Session, line: ParsedLine) {
  const at = atNow(s)
  if (line.options.verbose) s.out(`Current revision(s) for ${s.environment.databaseUrl}:`)
  const graph = s.graph()
  const applied = graph.ancestors(at)
  const ids = [...applied].filter((id) => !graph.childrenOf(id).some((c) => applied.has(c))).sort()
  for (const id of ids) s.out(line.options.verbose ? details(s, graph, id) : entry(graph, id, { tree: true, labels: false }))
}

function atNow(s: Session): Set<string> {
  s.start()
  const graph = s.graph()
  return new Set(currentRevisions(s.environment.connection).map((id) => graph.find(id)))
}

/** `flask db show`. */
export function show(s: Session, line: ParsedLine) {
  const graph = s.graph()
  const target = line.arguments[0] ?? 'head'
  const ids =
    target === 'heads'
      ? graph.heads()
      : target === 'current'
        ? [...atNow(s)]
        : target === 'head'
          ? [graph.head()].filter((id) => id !== null)
          : target === 'base'
            ? []
            : [graph.find(target)]
  for (const id of ids) s.out(details(s, graph, id))
}
