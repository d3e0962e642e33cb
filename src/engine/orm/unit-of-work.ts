import { isHeld, relatedValue } from './attributes'
import { historyOf, sameValue } from './history'
import type { Mapper, Registry } from './mapper'
import type { Relationship } from './relationship'
import { type FlushRole, type InstanceState, stateOf } from './state'

/** What the unit of work asks of the session that flushes. */
export interface FlushSession {
  registry: Registry
  contains(state: InstanceState): boolean
  /** The object of a many-to-one as far as the identity map knows it; an expired foreign key is read. */
  relatedInMemory(state: InstanceState, relationship: Relationship): unknown
  /** Objects that a deleted one takes with it. */
  deleteCascade(state: InstanceState): InstanceState[]
}

const plainSave = {}

/**
 * Finds out what a flush has to do, before anything is sent: which objects are saved and deleted, which keys have to be
 * copied, and in which order (SQLAlchemy's UOWTransaction). Nothing here sends SQL except loading children of deleted parents.
 */
export class UnitOfWork {
  /** Everything that takes part, by class, in the order in which it came; each one knows its role. */
  private readonly registered = new Map<Mapper, InstanceState[]>()
  /** Whether anything is deleted: mostly nothing is. */
  deletes = false
  private last: { mapper: Mapper; states: InstanceState[] } | null = null
  /** Objects that were put into a list, by relationship: a deleted parent does not take their new key away. */
  readonly added = new Map<Relationship, Set<object>>()

  constructor(private readonly session: FlushSession) {}

  get mappers(): Mapper[] {
    return [...this.registered.keys()]
  }

  isDeleted(state: InstanceState): boolean {
    return state.flushRole === 'delete'
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
  ): void {
    if (!this.session.contains(state)) {
      if (given.operation && state.state !== 'deleted') {
        this.session.registry.warn(
          `Object of type <${state.mapper.className}> not in session, ${given.operation} operation along '${given.relationship!.name}' will not proceed`,
          `Add the object too: db.session.add(...), or let cascade: 'save-update' do it.`,
        )
      }
      return
    }
    const role: FlushRole = given.isDelete ? 'delete' : given.listOnly ? 'settle' : 'save'
    if (state.flushRole === null) this.statesOf(state.mapper).push(state)
    else if (given.listOnly || !(given.isDelete || given.cancelDelete)) return
    state.flushRole = role
    if (role === 'delete') this.deletes = true
  }

  private statesOf(mapper: Mapper): InstanceState[] {
    if (this.last !== null && this.last.mapper === mapper) return this.last.states
    const states = this.registered.get(mapper) ?? []
    this.registered.set(mapper, states)
    this.last = { mapper, states }
    return states
  }

  /** The pending object takes the row of the one that was to be deleted. */
  unregister(state: InstanceState): void {
    state.flushRole = 'settle'
  }

  states(mapper: Mapper, deletes: boolean): InstanceState[] {
    if (deletes && !this.deletes) return []
    const wanted: FlushRole = deletes ? 'delete' : 'save'
    return (this.registered.get(mapper) ?? []).filter((s) => s.flushRole === wanted)
  }

  /** What was saved, what was deleted, and what was only told of it. */
  outcome(): { saved: InstanceState[]; deleted: InstanceState[]; settled: InstanceState[] } {
    const saved: InstanceState[] = []
    const deleted: InstanceState[] = []
    const settled: InstanceState[] = []
    for (const states of this.registered.values()) {
      for (const s of states) {
        if (s.flushRole === 'settle') settled.push(s)
        else if (s.flushRole === 'delete') deleted.push(s)
        else saved.push(s)
      }
    }
    return { saved, deleted, settled }
  }

  /** The flush is over, or has failed: nothing takes part in it any more. */
  release(): void {
    for (const states of this.registered.values()) for (const s of states) s.flushRole = null
  }

  /** Lets every relationship pull in the objects that it concerns, until no new ones appear. */
  prepare(): void {
    const done = new Map<Relationship, [Set<InstanceState>, Set<InstanceState>]>()
    for (let again = true; again; ) {
      again = false
      for (const mapper of this.mappers) {
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
}

export const objects = (items: readonly (object | null)[]): InstanceState[] =>
  items.flatMap((x) => (x === null ? [] : [stateOf(x)!]))

/** Did a key that this relationship copies change? */
export const keyChanged = (s: InstanceState, r: Relationship): boolean =>
  s.id !== null &&
  s.old !== null &&
  r.pairs.some(([p]) => {
    const { index } = s.mapper.byColumn.get(p)!
    return s.old![index] !== undefined && !sameValue(s.old![index], s.row[index])
  })
