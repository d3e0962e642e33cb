import type { FlushStep } from '../../protocol'
import { isHeld, relatedValue } from './attributes'
import { type History, historyOf, sameValue } from './history'
import type { Mapper, Registry } from './mapper'
import type { Relationship } from './relationship'
import { type InstanceState, NO_VALUE, stateOf } from './state'
import { cycleAmong, levels } from './toposort'

/** One thing to do in a flush, in its place. */
export type Action =
  | { kind: 'save'; mapper: Mapper; states: InstanceState[] }
  | { kind: 'delete'; mapper: Mapper; states: InstanceState[] }
  | { kind: 'process'; relationship: Relationship; deletes: boolean; states: InstanceState[] }
  | { kind: 'postUpdate'; relationship: Relationship; deletes: boolean; states: InstanceState[] }

/** What the unit of work asks of the session that flushes. */
export interface FlushSession {
  registry: Registry
  contains(state: InstanceState): boolean
  /** The object of a many-to-one as far as the identity map knows it; an expired foreign key is read. */
  relatedInMemory(state: InstanceState, relationship: Relationship): unknown
  /** Objects that a deleted one takes with it. */
  deleteCascade(state: InstanceState): InstanceState[]
}

/** What a flush does with an object; `settle`: another one takes its row, or it is only told that the flush is over. */
type Role = 'save' | 'delete' | 'settle'

const plainSave = {}

/**
 * Finds out what a flush has to do, before anything is sent: which objects are saved and deleted, which keys have to be
 * copied, and in which order (SQLAlchemy's UOWTransaction). Nothing here sends SQL except loading children of deleted parents.
 */
export class UnitOfWork {
  private readonly registered = new Map<InstanceState, Role>()
  private readonly mappers = new Set<Mapper>()
  /** Objects that were put into a list, by relationship: a deleted parent does not take their new key away. */
  readonly added = new Map<Relationship, Set<object>>()

  constructor(private readonly session: FlushSession) {}

  isDeleted(state: InstanceState): boolean {
    return this.registered.get(state) === 'delete'
  }

  register(
    state: InstanceState,
    given: {
      isDelete?: boolean
      listOnly?: boolean
      cancelDelete?: boolean
      operation?: string
      relationship?: Relationship
    } = plainSave,
  ): boolean {
    if (!this.session.contains(state)) {
      if (!state.deleted && given.operation) {
        this.session.registry.warn(
          `Object of type <${state.mapper.className}> not in session, ${given.operation} operation along '${given.relationship!.name}' will not proceed`,
          `Add the object too: db.session.add(...), or let cascade: 'save-update' do it.`,
        )
      }
      return false
    }
    const known = this.registered.get(state)
    if (known === undefined || (!given.listOnly && (given.isDelete || given.cancelDelete))) {
      this.registered.set(state, given.isDelete ? 'delete' : given.listOnly ? 'settle' : 'save')
      this.mappers.add(state.mapper)
    }
    return true
  }

  /** The pending object takes the row of the one that was to be deleted. */
  unregister(state: InstanceState): void {
    this.registered.set(state, 'settle')
  }

  states(mapper: Mapper, deletes: boolean): InstanceState[] {
    const found: InstanceState[] = []
    const wanted = deletes ? 'delete' : 'save'
    for (const [s, role] of this.registered) if (role === wanted && s.mapper === mapper) found.push(s)
    return found
  }

  /** What was saved, what was deleted, and what was only told of it. */
  outcome(): { saved: InstanceState[]; deleted: InstanceState[]; settled: InstanceState[] } {
    const settled: InstanceState[] = []
    const saved: InstanceState[] = []
    const deleted: InstanceState[] = []
    for (const [s, role] of this.registered) {
      if (role === 'settle') settled.push(s)
      else if (role === 'delete') deleted.push(s)
      else saved.push(s)
    }
    return { saved, deleted, settled }
  }

  /** Lets every relationship pull in the objects that it concerns, until no new ones appear. */
  prepare(): void {
    const done = new Map<Relationship, [Set<InstanceState>, Set<InstanceState>]>()
    for (let again = true; again; ) {
      again = false
      for (const mapper of [...this.mappers]) {
        for (const r of mapper.relationships) {
          if (r.viewonly) continue
          let seen = done.get(r)
          if (!seen) {
            seen = [new Set(), new Set()]
            done.set(r, seen)
          }
          for (const deletes of [true, false]) {
            if (!deletes && r.direction === 'MANYTOONE' && !r.cascade.deleteOrphan) continue
            const fresh = this.states(mapper, deletes).filter((s) => !seen[Number(deletes)]!.has(s))
            if (fresh.length === 0) continue
            again = true
            for (const s of fresh) seen[Number(deletes)]!.add(s)
            for (const s of fresh)
              if (deletes) this.presortDelete(s, r)
              else this.presortSave(s, r)
            // SQLAlchemy looks here whether a relationship has anything to tell, which leaves it loaded
            if (deletes && r.direction === 'MANYTOONE')
              fresh.some((s) => relatedValue(s, r) !== undefined || this.session.relatedInMemory(s, r) !== undefined)
          }
        }
      }
    }
  }

  private presortDelete(s: InstanceState, r: Relationship): void {
    if (r.direction === 'ONETOMANY') {
      const h = historyOf(s, r, !r.passiveDeletes)
      for (const child of objects(h.deleted))
        if (!isHeld(child, r)) this.register(child, { isDelete: r.cascade.delete || r.cascade.deleteOrphan })
      if (!r.cascade.delete && r.passiveDeletes !== 'all') {
        for (const child of objects(h.unchanged)) this.register(child, { operation: 'delete', relationship: r })
      } else if (r.cascade.delete) for (const child of objects(h.unchanged)) this.registerDelete(child)
    } else if (r.direction === 'MANYTOONE') {
      if (!r.cascade.delete && !r.cascade.deleteOrphan) return
      const h = historyOf(s, r, !r.passiveDeletes)
      for (const other of objects([...h.added, ...h.unchanged, ...(r.cascade.deleteOrphan ? h.deleted : [])]))
        this.registerDelete(other)
    } else if (!r.passiveDeletes) historyOf(s, r, true)
  }

  private registerDelete(s: InstanceState): void {
    this.register(s, { isDelete: true })
    for (const other of this.session.deleteCascade(s)) this.register(other, { isDelete: true })
  }

  private presortSave(s: InstanceState, r: Relationship): void {
    if (r.direction === 'ONETOMANY') {
      const h = historyOf(s, r, false)
      // loaded children show a changed key; their rows are left to ON UPDATE (passive_updates, orm/130)
      if (keyChanged(s, r)) for (const child of objects(h.unchanged)) this.register(child, { listOnly: true })
      const known = this.added.get(r) ?? new Set()
      for (const child of h.added) if (child) known.add(child)
      this.added.set(r, known)
      for (const child of objects(h.added)) this.register(child, { cancelDelete: true, operation: 'add', relationship: r })
      for (const child of objects(h.deleted)) {
        if (!r.cascade.deleteOrphan) {
          if (r.passiveDeletes !== 'all') this.register(child, { operation: 'delete', relationship: r })
        } else if (!isHeld(child, r)) this.registerDelete(child)
      }
    } else if (r.direction === 'MANYTOONE' && r.cascade.deleteOrphan) {
      for (const other of objects(historyOf(s, r, false).deleted)) if (!isHeld(other, r)) this.registerDelete(other)
    }
  }

  /**
   * The actions in order: level by level of what depends on what; inside a level deletes, key copying, saves, each by
   * class name (orm/018, orm/170). Classes whose rows depend on one another are ordered object by object.
   * @throws TermError CircularDependencyError when rows need each other's keys
   */
  order(): Action[] {
    const mappers = [...this.mappers]
    const relationships = mappers.flatMap((m) => m.relationships).filter((r) => !r.viewonly)
    for (const m of mappers)
      for (const r of otherSides(m, this.session.registry)) if (!relationships.includes(r)) relationships.push(r)
    const nodes = new Map<string, { action: Action; rank: string }>()
    const edges: [string, string][] = []
    const id = (m: Mapper) => m.table.uid
    const all = new Set<Mapper>(mappers)
    for (const r of relationships) {
      all.add(r.parent)
      all.add(r.target)
    }
    for (const m of all) {
      nodes.set(`s${id(m)}`, { action: { kind: 'save', mapper: m, states: this.states(m, false) }, rank: `2${m.className}` })
      nodes.set(`d${id(m)}`, { action: { kind: 'delete', mapper: m, states: this.states(m, true) }, rank: `0${m.className}` })
      edges.push([`s${id(m)}`, `d${id(m)}`])
    }
    for (const r of relationships) {
      const [p, t] = [id(r.parent), id(r.target)]
      const kind = r.postUpdate ? 'postUpdate' : 'process'
      const [save, del] = [`p${p}${r.key}`, `q${p}${r.key}`]
      nodes.set(save, {
        action: { kind, relationship: r, deletes: false, states: this.states(r.parent, false) },
        rank: `1${r.name}`,
      })
      nodes.set(del, {
        action: { kind, relationship: r, deletes: true, states: this.states(r.parent, true) },
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
    return this.sort(nodes, edges)
  }

  private sort(nodes: Map<string, { action: Action; rank: string }>, edges: [string, string][]): Action[] {
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
        actions.push(...this.byObject([...cycle].map((n) => nodes.get(n)!.action)))
        for (const n of cycle) left.delete(n)
        continue
      }
      for (const n of level) {
        const { action } = nodes.get(n)!
        if (action.kind === 'delete') actions.push(...this.deletesByObject(action.states, selfReferences(action.mapper)))
        else if (action.states.length) actions.push(action)
        left.delete(n)
      }
    }
    return actions
  }

  /** Classes that depend on one another: one object's row after the row that it refers to. */
  private byObject(cycle: Action[]): Action[] {
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
          if (this.isDeleted(s) || this.isDeleted(other)) before.push(r.direction === 'ONETOMANY' ? [s, other] : [other, s])
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
    actions.push(...this.deletesByObject(deletes, [...new Set(relationships)]))
    return actions
  }

  /** Rows that refer to a row are deleted before it. */
  private deletesByObject(states: InstanceState[], relationships: Relationship[]): Action[] {
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

  /** The plan as data, for the timeline. */
  describe(actions: Action[]): FlushStep[] {
    return actions.flatMap((a): FlushStep[] => {
      switch (a.kind) {
        case 'save': {
          const inserts = a.states.filter((s) => s.key === null)
          const updates = a.states.filter((s) => s.key !== null && hasNetChange(s))
          const { table } = a.mapper
          return [
            ...(updates.length
              ? [
                  {
                    action: 'update' as const,
                    table: table.name,
                    objects: updates.map((s) => s.ref),
                    because: 'changed attributes',
                  },
                ]
              : []),
            ...(inserts.length
              ? [{ action: 'insert' as const, table: table.name, objects: inserts.map((s) => s.ref), because: needs(a.mapper) }]
              : []),
          ]
        }
        case 'delete':
          return [
            { action: 'delete', table: a.mapper.table.name, objects: a.states.map((s) => s.ref), because: 'marked by delete()' },
          ]
        default: {
          const concerned = a.states.filter((s) => isConcerned(historyOf(s, a.relationship, false), a.deletes))
          if (concerned.length === 0) return []
          const r = a.relationship
          const table = r.secondary?.name ?? (r.direction === 'MANYTOONE' ? r.parent : r.target).table.name
          const action = r.secondary ? (a.deletes ? 'unlink' : 'link') : 'sync'
          return [{ action, table, objects: concerned.map((s) => s.ref), because: syncReason(r) }]
        }
      }
    })
  }
}

/** Relationships of a class with itself. */
const selfReferences = (m: Mapper): Relationship[] =>
  m.relationships.filter((r) => r.target === m && !r.viewonly && !r.postUpdate)

/** States by class, in order of class name. */
const byMapper = (states: InstanceState[]): [Mapper, InstanceState[]][] =>
  [...new Set(states.map((s) => s.mapper))].sort(byClassName).map((m) => [m, states.filter((s) => s.mapper === m)])

/** Would an UPDATE be sent? A value that was assigned again is no change. */
const hasNetChange = (s: InstanceState): boolean =>
  s.old?.some((before, i) => before !== undefined && (before === NO_VALUE || !sameValue(before, s.row[i]))) ?? false

const isConcerned = (h: History, deletes: boolean): boolean =>
  h.added.length > 0 || h.deleted.length > 0 || (deletes && h.unchanged.length > 0)

const byClassName = (a: Mapper, b: Mapper) => (a.className < b.className ? -1 : a.className > b.className ? 1 : 0)

const objects = (items: readonly (object | null)[]): InstanceState[] => items.flatMap((x) => (x === null ? [] : [stateOf(x)!]))

function needs(m: Mapper): string {
  const keys = m.relationships
    .filter((r) => r.direction === 'MANYTOONE')
    .flatMap((r) => r.pairs.map(([p, o]) => `${m.table.name}.${p.name} needs ${o.table.name}.${o.name}`))
  return keys.length ? [...new Set(keys)].join(', ') : 'new objects'
}

function syncReason(r: Relationship): string {
  const [pair] = r.pairs
  if (!pair) return r.name
  const [p, o] = pair
  return r.direction === 'MANYTOONE'
    ? `${r.name} gives ${p.table.name}.${p.name} the value of ${o.table.name}.${o.name}`
    : `${r.name} gives ${o.table.name}.${o.name} the value of ${p.table.name}.${p.name}`
}

/** Did a key that this relationship copies change? */
export const keyChanged = (s: InstanceState, r: Relationship): boolean =>
  s.key !== null &&
  s.old !== null &&
  r.pairs.some(([p]) => {
    const { index } = s.mapper.byColumn.get(p)!
    return s.old![index] !== undefined && !sameValue(s.old![index], s.row[index])
  })

/** Relationships of other classes that point at this one. */
function otherSides(m: Mapper, registry: Registry): Relationship[] {
  const found: Relationship[] = []
  for (const other of registry.models.values())
    for (const r of other.relationships) if (r.target === m && !r.viewonly) found.push(r)
  return found
}
