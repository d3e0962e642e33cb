import { type RelationList, rawItems } from './collection'
import type { Relationship } from './relationship'
import { type InstanceState, NO_VALUE, NOT_READ } from './state'

/** What a relationship gained and lost since the last flush. */
export interface History {
  added: (object | null)[]
  unchanged: object[]
  deleted: object[]
}

const nothing: History = { added: [], unchanged: [], deleted: [] }

/** @param load also load the relationship when it is not there */
export function historyOf(s: InstanceState, r: Relationship, load: boolean): History {
  let current = s.related === null ? undefined : s.related[r.index]
  if (r.dynamic) {
    const queued = s.queued?.[r.index]
    if (!load || s.id === null) return queued ? { added: queued.added, unchanged: [], deleted: queued.removed } : nothing
    const rows = dynamicRows(s, r)
    if (!queued) return { added: [], unchanged: rows, deleted: [] }
    return {
      added: queued.added.filter((x) => !rows.includes(x)),
      unchanged: rows.filter((x) => !queued.removed.includes(x)),
      deleted: queued.removed.filter((x) => rows.includes(x)),
    }
  }
  if (current === undefined && load && s.id !== null && s.session !== null) current = s.session.loadRelated(s, r, false)
  // changes that wait for a list to be loaded are told by the other side
  if (current === undefined) return nothing
  if (s.oldRelated?.[r.index] === NOT_READ)
    s.oldRelated[r.index] = s.id === null || s.session === null ? NO_VALUE : s.session.relatedInDatabase(s, r)
  const old = s.oldRelated?.[r.index]
  if (r.uselist) {
    const now = rawItems(current as RelationList)
    if (old === undefined || old === NO_VALUE)
      return s.id === null && old === undefined
        ? { added: [...now], unchanged: [], deleted: [] }
        : { added: [], unchanged: [...now], deleted: [] }
    const before = new Set(old as object[])
    const after = new Set(now)
    return {
      added: now.filter((x) => !before.has(x)),
      unchanged: now.filter((x) => before.has(x)),
      deleted: (old as object[]).filter((x) => !after.has(x)),
    }
  }
  const value = current as object | null
  if (old === undefined) return value === null ? nothing : { added: [], unchanged: [value], deleted: [] }
  if (old === NO_VALUE) return { added: [value], unchanged: [], deleted: [] }
  if (old === value) return value === null ? nothing : { added: [], unchanged: [value], deleted: [] }
  return { added: [value], unchanged: [], deleted: old === null ? [] : [old as object] }
}

/** The rows behind a dynamic relationship, read once per flush. */
function dynamicRows(s: InstanceState, r: Relationship): object[] {
  if (s.id === null || s.session === null) return []
  s.flushed ??= new Map()
  let rows = s.flushed.get(r)
  if (!rows) {
    rows = s.session.loadRelated(s, r, false) as object[]
    s.flushed.set(r, rows)
  }
  return rows
}

/** Are two column values the same? Dates and bytes by content. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  if (a instanceof Uint8Array && b instanceof Uint8Array) return a.length === b.length && a.every((x, i) => x === b[i])
  if (
    typeof a === 'object' &&
    typeof b === 'object' &&
    a !== null &&
    b !== null &&
    Object.getPrototypeOf(a) === Object.getPrototypeOf(b) &&
    (Array.isArray(a) || Object.getPrototypeOf(a) === Object.prototype)
  ) {
    return JSON.stringify(a) === JSON.stringify(b)
  }
  return (typeof a === 'boolean' && Number(a) === b) || (typeof b === 'boolean' && Number(b) === a)
}
