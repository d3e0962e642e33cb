import type { FlushStep } from '../../protocol'
import type { Action } from './flush-order'
import { type History, historyOf, sameValue } from './history'
import type { Mapper } from './mapper'
import type { Relationship } from './relationship'
import { type InstanceState, NO_VALUE } from './state'

/** The plan as data, for the timeline. */
export function describePlan(actions: Action[]): FlushStep[] {
  return actions.flatMap((a): FlushStep[] => {
    switch (a.kind) {
      case 'save': {
        const inserts = a.states.filter((s) => s.id === null)
        const updates = a.states.filter((s) => s.id !== null && hasNetChange(s))
        const { table } = a.mapper
        return [
          ...(updates.length ? [step('update', table.name, updates, 'changed attributes')] : []),
          ...(inserts.length ? [step('insert', table.name, inserts, needs(a.mapper))] : []),
        ]
      }
      case 'delete':
        return [step('delete', a.mapper.table.name, a.states, 'marked by delete()')]
      default: {
        const concerned = a.states.filter((s) => isConcerned(historyOf(s, a.relationship, false), a.deletes))
        if (concerned.length === 0) return []
        const r = a.relationship
        const table = r.secondary?.name ?? (r.direction === 'MANYTOONE' ? r.parent : r.target).table.name
        const action = r.secondary ? (a.deletes ? 'unlink' : 'link') : 'sync'
        return [step(action, table, concerned, syncReason(r))]
      }
    }
  })
}

/** Objects of a step that are named. */
const namedObjects = 100

const step = (action: FlushStep['action'], table: string, states: InstanceState[], because: string): FlushStep => ({
  action,
  table,
  objects: states.slice(0, namedObjects).map((s) => s.ref),
  count: states.length,
  because,
})

/** Would an UPDATE be sent? A value that was assigned again is no change. */
const hasNetChange = (s: InstanceState): boolean =>
  s.old?.some((before, i) => before !== undefined && (before === NO_VALUE || !sameValue(before, s.row[i]))) ?? false

const isConcerned = (h: History, deletes: boolean): boolean =>
  h.added.length > 0 || h.deleted.length > 0 || (deletes && h.unchanged.length > 0)

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
