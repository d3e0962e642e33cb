import { historyOf } from './history'
import type { Mapper, Registry } from './mapper'
import type { Relationship } from './relationship'
import type { InstanceState } from './state'
import { cycleAmong, levels } from './toposort'
import { objects, type UnitOfWork } from './unit-of-work'

/** One thing to do in a flush, in its place. */
export type Action =
  | { kind: 'save'; mapper: Mapper; states: InstanceState[] }
  | { kind: 'delete'; mapper: Mapper; states: InstanceState[] }
  | { kind: 'process'; relationship: Relationship; deletes: boolean; states: InstanceState[] }
  | { kind: 'postUpdate'; relationship: Relationship; deletes: boolean; states: InstanceState[] }

/**
 * The actions in order: level by level of what depends on what; inside a level deletes, key copying, saves, each by
 * class name (orm/018, orm/170). Classes whose rows depend on one another are ordered object by object.
 * @throws TermError CircularDependencyError when rows need each other's keys
 */
export function orderActions(uow: UnitOfWork, registry: Registry): Action[] {
  const mappers = [...uow.mappers]
  const [only, another] = mappers
  if (only && !another && !uow.deletes && !only.relationships.some((r) => r.target === only)) return savesOf(uow, only)
  const relationships = mappers.flatMap((m) => m.relationships).filter((r) => !r.viewonly)
  for (const m of mappers) for (const r of otherSides(m, registry)) if (!relationships.includes(r)) relationships.push(r)
  const nodes = new Map<string, { action: Action; rank: string }>()
  const edges: [string, string][] = []
  const id = (m: Mapper) => m.table.uid
  const all = new Set<Mapper>(mappers)
  for (const r of relationships) {
    all.add(r.parent)
    all.add(r.target)
  }
  for (const m of all) {
    nodes.set(`s${id(m)}`, { action: { kind: 'save', mapper: m, states: uow.states(m, false) }, rank: `2${m.className}` })
    nodes.set(`d${id(m)}`, { action: { kind: 'delete', mapper: m, states: uow.states(m, true) }, rank: `0${m.className}` })
    edges.push([`s${id(m)}`, `d${id(m)}`])
  }
  for (const r of relationships) {
    const [p, t] = [id(r.parent), id(r.target)]
    const kind = r.postUpdate ? 'postUpdate' : 'process'
    const [save, del] = [`p${p}${r.key}`, `q${p}${r.key}`]
    nodes.set(save, {
      action: { kind, relationship: r, deletes: false, states: uow.states(r.parent, false) },
      rank: `1${r.name}`,
    })
    nodes.set(del, {
      action: { kind, relationship: r, deletes: true, states: uow.states(r.parent, true) },
      rank: `1${r.name}`,
    })
    if (r.postUpdate)
      edges.push([`s${p}`, save], [`s${t}`, save], [save, `d${p}`], [save, `d${t}`], [del, `d${p}`], [del, `d${t}`])
    else if (r.direction === 'ONETOMANY')
      edges.push(
        [`s${p}`, save],
        [save, `s${t}`],
        [`s${p}`, del],
        [del, `s${t}`],
        [del, `d${t}`],
        [`s${t}`, `d${p}`],
        [`d${t}`, `d${p}`],
      )
    else if (r.direction === 'MANYTOONE') edges.push([`s${t}`, save], [save, `s${p}`], [`s${p}`, `d${t}`], [`d${p}`, `d${t}`])
    else
      edges.push(
        [`s${p}`, save],
        [`s${t}`, save],
        [save, `d${t}`],
        [del, `s${p}`],
        [del, `s${t}`],
        [del, `d${p}`],
        [del, `d${t}`],
      )
  }
  return sort(uow, nodes, edges)
}

/** Objects of one class are saved and nothing else happens: what most flushes are. */
function savesOf(uow: UnitOfWork, mapper: Mapper): Action[] {
  const states = uow.states(mapper, false)
  const before: Action[] = []
  const after: Action[] = []
  const own = mapper.relationships.filter((r) => !r.viewonly).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const relationship of own) {
    const kind = relationship.postUpdate ? 'postUpdate' : 'process'
    const list = relationship.direction === 'MANYTOONE' && !relationship.postUpdate ? before : after
    list.push({ kind, relationship, deletes: false, states })
  }
  return states.length > 0 ? [...before, { kind: 'save', mapper, states }, ...after] : []
}

function sort(uow: UnitOfWork, nodes: Map<string, { action: Action; rank: string }>, edges: [string, string][]): Action[] {
  // order by class name among equals: insertion order decides inside one rank
  const left = new Set(
    [...nodes.keys()].sort((a, b) =>
      nodes.get(a)!.rank < nodes.get(b)!.rank ? -1 : nodes.get(a)!.rank > nodes.get(b)!.rank ? 1 : 0,
    ),
  )
  const actions: Action[] = []
  while (left.size > 0) {
    const level = [...left].filter((n) => !edges.some(([a, b]) => b === n && a !== b && left.has(a)))
    if (level.length === 0) {
      const cycle = cycleAmong(left, edges)
      actions.push(
        ...byObject(
          uow,
          [...cycle].map((n) => nodes.get(n)!.action),
        ),
      )
      for (const n of cycle) left.delete(n)
      continue
    }
    for (const n of level) {
      const { action } = nodes.get(n)!
      if (action.kind === 'delete') actions.push(...deletesByObject(action.states, selfReferences(action.mapper)))
      else if (action.states.length) actions.push(action)
      left.delete(n)
    }
  }
  return actions
}

/** Classes that depend on one another: one object's row after the row that it refers to. */
function byObject(uow: UnitOfWork, cycle: Action[]): Action[] {
  const relationships = cycle.flatMap((a) => (a.kind === 'process' ? [a.relationship] : []))
  const saves = cycle.flatMap((a) => (a.kind === 'save' ? a.states : []))
  const deletes = cycle.flatMap((a) => (a.kind === 'delete' ? a.states : []))
  const before: [InstanceState, InstanceState][] = []
  for (const r of new Set(relationships)) {
    if (r.direction === 'MANYTOMANY') continue
    for (const s of [...saves, ...deletes].filter((x) => x.mapper === r.parent)) {
      const h = historyOf(s, r, false)
      for (const other of objects([...h.added, ...h.unchanged]))
        before.push(r.direction === 'ONETOMANY' ? [s, other] : [other, s])
      // a child that is taken away has to be saved (or deleted) before its old parent is deleted
      for (const other of objects(h.deleted))
        if (uow.isDeleted(s) || uow.isDeleted(other)) before.push(r.direction === 'ONETOMANY' ? [s, other] : [other, s])
    }
  }
  const actions: Action[] = []
  const links = cycle.filter((a) => a.kind === 'process' && a.relationship.direction === 'MANYTOMANY')
  // children lose their keys although the DELETE of the parent may stand outside of the cycle
  for (const a of cycle)
    if (a.kind === 'process' && a.deletes && a.states.length > 0 && a.relationship.direction !== 'MANYTOMANY') actions.push(a)
  for (const level of levels(saves, before)) {
    // a many-to-one copies its key just before the row is saved, a one-to-many just after
    for (const r of new Set(relationships)) {
      const own = level.filter((s) => s.mapper === r.parent)
      if (r.direction === 'MANYTOONE' && own.length)
        actions.push({ kind: 'process', relationship: r, deletes: false, states: own })
    }
    for (const m of [...new Set(level.map((s) => s.mapper))].sort(byClassName))
      actions.push({ kind: 'save', mapper: m, states: level.filter((s) => s.mapper === m) })
    for (const r of new Set(relationships)) {
      const own = level.filter((s) => s.mapper === r.parent)
      if (r.direction === 'ONETOMANY' && own.length)
        actions.push({ kind: 'process', relationship: r, deletes: false, states: own })
    }
  }
  actions.push(...links)
  actions.push(...deletesByObject(deletes, [...new Set(relationships)]))
  return actions
}

/** Rows that refer to a row are deleted before it. */
function deletesByObject(states: InstanceState[], relationships: Relationship[]): Action[] {
  if (states.length === 0) return []
  const before: [InstanceState, InstanceState][] = []
  for (const r of relationships) {
    if (r.direction === 'MANYTOMANY') continue
    for (const s of states.filter((x) => x.mapper === r.parent)) {
      const h = historyOf(s, r, false)
      for (const other of objects([...h.added, ...h.unchanged, ...h.deleted]))
        before.push(r.direction === 'ONETOMANY' ? [other, s] : [s, other])
    }
  }
  return levels(states, before).flatMap((level) =>
    byMapper(level).map(([mapper, own]): Action => ({ kind: 'delete', mapper, states: own })),
  )
}

/** Relationships of a class with itself. */
const selfReferences = (m: Mapper): Relationship[] =>
  m.relationships.filter((r) => r.target === m && !r.viewonly && !r.postUpdate)

/** States by class, in order of class name. */
const byMapper = (states: InstanceState[]): [Mapper, InstanceState[]][] =>
  [...new Set(states.map((s) => s.mapper))].sort(byClassName).map((m) => [m, states.filter((s) => s.mapper === m)])

const byClassName = (a: Mapper, b: Mapper) => (a.className < b.className ? -1 : a.className > b.className ? 1 : 0)

/** Relationships of other classes that point at this one. */
function otherSides(m: Mapper, registry: Registry): Relationship[] {
  const found: Relationship[] = []
  for (const other of registry.models.values())
    for (const r of other.relationships) if (r.target === m && !r.viewonly) found.push(r)
  return found
}
