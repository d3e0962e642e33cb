import type { ObjectState } from '../../protocol'
import { absent, isUntouched, type Mapper, type ModelClass, stateOf } from '../orm'
import { argumentError } from '../schema'

/** What `db.inspect(object)` tells. Looking never causes SQL. */
export interface Inspection {
  state: ObjectState
  transient: boolean
  pending: boolean
  persistent: boolean
  deleted: boolean
  detached: boolean
  /** Primary key values, or null without a row. */
  identity: unknown[] | null
  /** Attributes that are loaded, with their values. */
  loaded: Record<string, unknown>
  /** Attributes that would cause SQL. */
  unloaded: string[]
  modified: boolean
  mapper: MapperInspection
}

export interface MapperInspection {
  className: string
  table: string
  columns: string[]
  primaryKey: string[]
  relationships: Record<string, { direction: string; uselist: boolean; lazy: string; target: string }>
}

/** `db.inspect(object)` or `db.inspect(Class)`. @throws TermError NoInspectionAvailable for anything else */
export function inspect(given: ModelClass): MapperInspection
export function inspect(given: unknown): Inspection
export function inspect(given: unknown): Inspection | MapperInspection {
  const mapper = (given as { __mapper__?: Mapper } & ModelClass)?.__mapper__
  if (typeof given === 'function' && mapper) return inspectMapper(mapper)
  const s = stateOf(given)
  if (!s)
    throw Object.assign(
      argumentError(
        `No inspection system is available for object of type ${Array.isArray(given) ? 'list' : typeof given}`,
        Array.isArray(given)
          ? 'This is a list of objects. Inspect one of them: a query gives one with .first() or .one().'
          : 'Inspect an object of a model, or a model class.',
      ),
      { name: 'NoInspectionAvailable' },
    )
  const loaded: Record<string, unknown> = {}
  const unloaded: string[] = []
  for (const { key, index } of s.mapper.columns) {
    if (absent(s.row[index])) unloaded.push(key)
    else loaded[key] = s.row[index]
  }
  for (const r of s.mapper.relationships) {
    const value = s.related?.[r.index]
    if (value === undefined || r.dynamic || (s.id === null && isUntouched(s, r))) unloaded.push(r.key)
    else loaded[r.key] = value
  }
  const { state } = s
  return {
    state,
    transient: state === 'transient',
    pending: state === 'pending',
    persistent: state === 'persistent',
    deleted: state === 'deleted',
    detached: state === 'detached',
    identity: s.key,
    loaded,
    unloaded,
    modified: s.modified,
    mapper: inspectMapper(s.mapper),
  }
}

function inspectMapper(m: Mapper): MapperInspection {
  m.registry.configure()
  return {
    className: m.className,
    table: m.table.name,
    columns: m.columns.map((c) => c.key),
    primaryKey: m.primaryKey.map((i) => m.columns[i]!.key),
    relationships: Object.fromEntries(
      m.relationships.map((r) => [
        r.key,
        { direction: r.direction, uselist: r.uselist, lazy: r.lazy, target: r.target.className },
      ]),
    ),
  }
}
