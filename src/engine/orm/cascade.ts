import { relatedValue } from './attributes'
import { type RelationList, rawItems } from './collection'
import type { Cascade, Relationship } from './relationship'
import { type InstanceState, NO_VALUE, stateOf } from './state'

/**
 * The objects that an operation on one object reaches along its relationships, depth first, in order of declaration.
 * @param stop objects that need no visit
 */
export function cascade(start: InstanceState, kind: keyof Cascade, stop: (s: InstanceState) => boolean): InstanceState[] {
  const found = new Set<InstanceState>()
  const visit = (s: InstanceState) => {
    for (const r of s.mapper.relationships) {
      if (!r.cascade[kind]) continue
      for (const other of reach(s, r, kind)) {
        if (other === start || found.has(other) || stop(other)) continue
        found.add(other)
        visit(other)
      }
    }
  }
  visit(start)
  return [...found]
}

function reach(s: InstanceState, r: Relationship, kind: keyof Cascade): InstanceState[] {
  const items: unknown[] = []
  // delete() loads what it takes along, unless the database does that by itself (orm/068, orm/074)
  if (
    kind === 'delete' &&
    !r.passiveDeletes &&
    s.id !== null &&
    s.session !== null &&
    (relatedValue(s, r) === undefined || r.dynamic)
  ) {
    const loaded = s.session.loadRelated(s, r, false)
    items.push(...(Array.isArray(loaded) ? loaded : [loaded]))
  } else {
    const value = kind === 'delete' ? relatedValue(s, r) : s.related === null ? undefined : s.related[r.index]
    if (Array.isArray(value)) items.push(...rawItems(value as RelationList))
    else if (value !== undefined && !r.dynamic) items.push(value)
  }
  // what waits for a list to be loaded comes with it, and not before
  if (r.dynamic) items.push(...(s.queued?.[r.index]?.added ?? []))
  if (kind === 'saveUpdate') {
    // what was just taken away still has a foreign key to be written
    const old = s.oldRelated?.[r.index]
    if (Array.isArray(old)) items.push(...old)
    else if (old !== undefined && old !== NO_VALUE) items.push(old)
  }
  return items.flatMap((x) => {
    const state = stateOf(x)
    return state ? [state] : []
  })
}
