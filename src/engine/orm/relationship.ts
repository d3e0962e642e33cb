import { argumentError, type Column, type Expression, type Node, type Table, TermError, transform } from '../schema'
import type { Mapper } from './mapper'

export type Direction = 'ONETOMANY' | 'MANYTOONE' | 'MANYTOMANY'
export type LazyOption =
  | 'select'
  | 'joined'
  | 'subquery'
  | 'selectin'
  | 'dynamic'
  | 'raise'
  | 'raise_on_sql'
  | 'noload'
  | 'immediate'

const lazyOptions: readonly string[] = [
  'select',
  'joined',
  'subquery',
  'selectin',
  'dynamic',
  'raise',
  'raise_on_sql',
  'noload',
  'immediate',
] satisfies LazyOption[]

/** Columns given as names, `Class.attribute` texts, expressions, or a function that returns them. */
export type ColumnsGiven = string | Expression | readonly (string | Expression)[] | (() => Expression | readonly Expression[])

export interface BackrefSpec {
  name: string
  options: RelationshipOptions
}

/** What `db.relationship()` was given. */
export interface RelationshipOptions {
  backref?: string | BackrefSpec
  backPopulates?: string
  lazy?: LazyOption | boolean | null
  uselist?: boolean
  orderBy?: ColumnsGiven
  secondary?: Table | { table: Table } | string | (() => Table | { table: Table })
  primaryjoin?: string | Expression | (() => Expression)
  secondaryjoin?: string | Expression | (() => Expression)
  foreignKeys?: ColumnsGiven
  remoteSide?: ColumnsGiven
  cascade?: string | false
  passiveDeletes?: boolean | 'all'
  viewonly?: boolean
  postUpdate?: boolean
  innerjoin?: boolean
  overlaps?: string
  singleParent?: boolean
}

export interface RelationshipSpec {
  kind: 'relationship'
  target: string | (() => unknown)
  options: RelationshipOptions
}

export interface Cascade {
  saveUpdate: boolean
  merge: boolean
  delete: boolean
  deleteOrphan: boolean
  refreshExpire: boolean
  expunge: boolean
}

const cascadeNames: Record<string, keyof Cascade> = {
  'save-update': 'saveUpdate',
  merge: 'merge',
  delete: 'delete',
  'delete-orphan': 'deleteOrphan',
  'refresh-expire': 'refreshExpire',
  expunge: 'expunge',
}

/** @throws TermError ArgumentError for a word that is no cascade */
export function parseCascade(text: string | false | undefined, viewonly: boolean): Cascade {
  const cascade: Cascade = {
    saveUpdate: false,
    merge: false,
    delete: false,
    deleteOrphan: false,
    refreshExpire: false,
    expunge: false,
  }
  if (text === false) return cascade
  const words = (text ?? (viewonly ? '' : 'save-update, merge')).split(/\s*,\s*/).filter(Boolean)
  const wrong = words.filter((w) => w !== 'all' && w !== 'none' && !(w in cascadeNames))
  if (wrong.length) {
    throw argumentError(
      `Invalid cascade option(s): ${wrong.map((w) => `'${w}'`).join(', ')}`,
      `Use: ${Object.keys(cascadeNames).join(', ')}, all.`,
    )
  }
  for (const w of words) {
    if (w === 'all') for (const k of Object.values(cascadeNames)) if (k !== 'deleteOrphan') cascade[k] = true
    if (w in cascadeNames) cascade[cascadeNames[w]!] = true
  }
  return cascade
}

/** Who began a change; it stops the echo between the two sides of a backref. */
export interface Initiator {
  relationship: Relationship
  op: 'append' | 'remove' | 'replace' | 'bulk'
}

/** A relationship whose target, direction and join are known. */
export class Relationship {
  target!: Mapper
  direction!: Direction
  uselist = false
  secondary: Table | null = null
  /** Condition between parent and target, or parent and secondary. */
  primaryjoin!: Node
  /** Condition between secondary and target. */
  secondaryjoin: Node | null = null
  /** Column pairs that the flush copies: [on the parent, on the other side (target or secondary)]. */
  pairs: [parent: Column, other: Column][] = []
  /** For many-to-many: [on the target, in the secondary table]. */
  targetPairs: [target: Column, secondary: Column][] = []
  /** Columns of primaryjoin that belong to the parent; they become values in a lazy load. */
  local = new Set<Column>()
  orderBy: Node[] = []
  /** The other side, when it is linked by backref or backPopulates. */
  reverse: Relationship | null = null
  /** The other side, when a change on this side is made there too: backref, or backPopulates on this side. */
  syncs: Relationship | null = null
  /** A many-to-one by the target's primary key: the identity map may answer. */
  useGet = false
  /** With useGet: the parent's column indexes in the order of the target's key. Found at the first lazy load. */
  ownKey: number[] | null = null
  readonly cascade: Cascade
  readonly lazy: LazyOption
  readonly append: Initiator = { relationship: this, op: 'append' }
  readonly remove: Initiator = { relationship: this, op: 'remove' }
  readonly replace: Initiator = { relationship: this, op: 'replace' }
  readonly bulk: Initiator = { relationship: this, op: 'bulk' }

  constructor(
    readonly key: string,
    readonly parent: Mapper,
    /** Place among the parent's relationships. */
    readonly index: number,
    readonly spec: RelationshipSpec,
  ) {
    this.cascade = parseCascade(spec.options.cascade, spec.options.viewonly ?? false)
    this.lazy = lazyOf(spec.options.lazy)
  }

  /** `User.role`. */
  get name(): string {
    return `${this.parent.className}.${this.key}`
  }
  get dynamic(): boolean {
    return this.lazy === 'dynamic'
  }
  get passiveDeletes(): boolean | 'all' {
    return this.spec.options.passiveDeletes ?? false
  }
  get viewonly(): boolean {
    return this.spec.options.viewonly ?? false
  }
  get postUpdate(): boolean {
    return this.spec.options.postUpdate ?? false
  }

  /**
   * The join condition with the parent's columns and the other side's columns taken from given places. `at` gives a node
   * for each column, or null to leave the column as it is.
   */
  adapt(condition: Node, parent: (c: Column) => Node | null, other: (c: Column) => Node | null): Node {
    return transform(condition, (n) => {
      if (n.k !== 'column' || n.column === null) return null
      return (this.local.has(n.column) && !this.isOther(n.column) ? parent(n.column) : other(n.column)) ?? n
    })
  }

  private isOther(c: Column): boolean {
    return this.pairs.some(([, o]) => o === c) && !this.pairs.some(([p]) => p === c)
  }
}

/** @throws TermError LoaderStrategyException for a `lazy` that is no way of loading */
export function refuseUnknownLazy(r: Relationship): void {
  if (lazyOptions.includes(r.lazy)) return
  throw new TermError(
    'LoaderStrategyException',
    `Can't find strategy (('lazy', '${r.lazy}'),) for ${r.name}`,
    `Use: ${lazyOptions.join(', ')}.`,
  )
}

function lazyOf(given: RelationshipOptions['lazy']): LazyOption {
  if (given === undefined || given === true) return 'select'
  if (given === false) return 'joined'
  if (given === null) return 'noload'
  return given
}
