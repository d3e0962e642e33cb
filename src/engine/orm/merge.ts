import { readRelated, relatedValue, writeRelated } from './attributes'
import { type RelationList, rawItems } from './collection'
import { missingColumn, writeColumn } from './column-attribute'
import { getState } from './refresh'
import type { Relationship } from './relationship'
import type { Session } from './session'
import { absent, type InstanceState, NO_VALUE, stateOf } from './state'

/**
 * merge(): the persistent object with the same key, or a new pending copy, gets the given object's values; the given one
 * stays outside (orm/080 to orm/082).
 */
export function mergeObject(
  session: Session,
  s: InstanceState,
  done: Merged = { objects: new Map(), relationships: new Map() },
): object {
  const known = done.objects.get(s)
  if (known) return known
  if (s.session === session && !s.deleted) return s.object
  const autoflush = session.autoflush
  session.autoflush = false
  try {
    return copyInto(session, s, done)
  } finally {
    session.autoflush = autoflush
  }
}

function copyInto(session: Session, s: InstanceState, done: Merged): object {
  const { mapper } = s
  const key = s.key ?? mapper.primaryKey.map((i) => s.peek(i))
  const hasKey = key.every((k) => k !== undefined && k !== null)
  let target = hasKey ? stateOf(getState(session, mapper, key, null, false)) : undefined
  const isNew = !target
  if (!target) {
    target = session.registry.blank(mapper)
    session.add(target)
  }
  done.objects.set(s, target.object)
  for (const { index } of mapper.columns) {
    const v = s.row[index]
    if (absent(v)) continue
    if (!isNew && s.id !== null && mapper.primaryKey.includes(index)) continue
    writeColumnIfKnown(target, index, v)
  }
  for (const r of mapper.relationships) {
    if (!r.cascade.merge || r.dynamic) continue
    // the way back of a relationship that is being merged
    if (r.reverse && done.relationships.get(s)?.has(r.reverse)) continue
    const value = relatedValue(s, r)
    if (value === undefined) continue
    const mergeOne = (item: object): object => {
      const state = stateOf(item)!
      done.relationships.set(state, (done.relationships.get(state) ?? new Set()).add(r))
      return mergeObject(session, state, done)
    }
    if (Array.isArray(value)) {
      // the list that is replaced is loaded first, so that its items are found in memory
      if (target.id !== null) readRelated(target, r, session.registry.dynamicList)
      writeRelated(target, r, rawItems(value as RelationList).map(mergeOne), session.registry.dynamicList)
    } else writeRelated(target, r, value === null ? null : mergeOne(value), session.registry.dynamicList)
  }
  return target.object
}

/** What a merge has met: objects with their merged ones, and the relationships that led to each. */
interface Merged {
  objects: Map<InstanceState, object>
  relationships: Map<InstanceState, Set<Relationship>>
}

/** An equal value is no change; an expired one is read first so that this can be told. */
function writeColumnIfKnown(target: InstanceState, index: number, value: unknown): void {
  if (target.id !== null && absent(target.row[index])) missingColumn(target, index)
  const before = target.row[index]
  writeColumn(target, index, value)
  if (target.old && before === value && target.old[index] !== NO_VALUE) target.old[index] = before
}
