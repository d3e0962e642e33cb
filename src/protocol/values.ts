/** What SQLite stores, as sql.js gives it. Integers beyond 2^53 cross as bigint. */
export type SqlValue = null | number | bigint | string | Uint8Array

/** A mapped object of the learner's, named so that every panel can find it again. `id` is unique within one run. */
export interface ObjectRef {
  id: number
  /** Class name, such as `User`. */
  model: string
  table: string
  /** Primary key values, or null while the object has none. */
  key: SqlValue[] | null
}

export type PreviewKind =
  | 'undefined'
  | 'null'
  | 'boolean'
  | 'number'
  | 'bigint'
  | 'string'
  | 'symbol'
  | 'date'
  | 'bytes'
  | 'function'
  | 'class'
  | 'model'
  | 'list'
  | 'record'
  | 'query'
  | 'error'

/**
 * A bounded picture of a value: it can cross the sandbox border whatever the learner made. `text` is one line, ready to
 * show as text; the rest lets a panel open it one or two levels.
 */
export interface Preview {
  kind: PreviewKind
  text: string
  /** Set when something was left out of `text`, `items` or `entries`. */
  truncated?: true
  /** Full length of a list, entry count of a record. */
  length?: number
  items?: Preview[]
  entries?: [key: string, value: Preview][]
  object?: ObjectRef
}
