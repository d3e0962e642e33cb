import type { EventBody } from '../../protocol'
import {
  type Column,
  columnNode,
  generatedKey,
  type MetaData,
  primaryKeyColumns,
  type Selected,
  type SqlType,
  type Table,
  type TableSource,
  tableSource,
} from '../schema'
import { noKey } from './errors'
import type { Relationship, RelationshipSpec } from './relationship'
import type { Session } from './session'
import { EXPIRED, type InstanceState, instantiator } from './state'

export type ModelClass = (abstract new (...args: never[]) => object) & { prototype: object }

/** A mapped column attribute. */
export interface ColumnAttribute {
  key: string
  column: Column
  index: number
}

/** What a class and its table have to do with each other. */
export class Mapper {
  className: string
  readonly columns: ColumnAttribute[] = []
  readonly byKey = new Map<string, ColumnAttribute>()
  readonly byColumn = new Map<Column, ColumnAttribute>()
  readonly relationships: Relationship[] = []
  readonly relationshipsByKey = new Map<string, Relationship>()
  readonly declared = new Map<string, RelationshipSpec>()
  /** Indexes of the primary key columns. */
  readonly primaryKey: number[]
  /** Index of the column that the database fills in, or -1. */
  readonly generated: number
  readonly source: TableSource
  /** SELECT list with SQLAlchemy's labels (`users_id`), and without. */
  readonly selected: Selected[]
  readonly selectedPlain: Selected[]
  readonly selectKey: string
  /** A row in which everything has to be read again. Shared; never written to. */
  readonly expiredRow: unknown[]
  /** Columns whose stored value is not their JavaScript value. */
  readonly converters: [index: number, result: NonNullable<SqlType['result']>][] = []
  instantiate: (state: InstanceState) => object
  configured = false
  /** Relationships of other classes with delete-orphan that hold objects of this one. */
  readonly orphanRules: Relationship[] = []

  constructor(
    readonly registry: Registry,
    public cls: ModelClass,
    className: string,
    readonly table: Table,
    keys: readonly string[],
  ) {
    this.className = className
    this.source = tableSource(table)
    table.columns.forEach((column, index) => {
      const attribute = { key: keys[index]!, column, index }
      this.columns.push(attribute)
      this.byKey.set(attribute.key, attribute)
      this.byColumn.set(column, attribute)
    })
    const key = primaryKeyColumns(table)
    if (key.length === 0) throw noKey(className, table.name)
    this.primaryKey = key.map((c) => this.byColumn.get(c)!.index)
    const generated = generatedKey(table)
    this.generated = generated ? this.byColumn.get(generated)!.index : -1
    this.selected = this.columns.map(({ column }) => ({ node: columnNode(column), label: `${table.name}_${column.name}` }))
    this.selectedPlain = this.columns.map(({ column }) => ({ node: columnNode(column), label: null }))
    this.selectKey = `m${table.uid}`
    this.expiredRow = this.columns.map(() => EXPIRED)
    this.instantiate = instantiator(cls.prototype)
  }

  /** The subclass that the learner wrote takes the place of the factory's base class. */
  adopt(cls: ModelClass, className: string): void {
    this.cls = cls
    this.className = className
    this.instantiate = instantiator(cls.prototype)
  }

  /** Types of foreign key columns may be known only now. */
  prepareConverters(): void {
    this.converters.length = 0
    for (const { column, index } of this.columns) {
      const result = column.type?.result
      if (result) this.converters.push([index, result])
    }
  }

  /** Names of everything that has a name on an object, for messages. */
  get attributeNames(): string[] {
    return [...this.byKey.keys(), ...this.relationshipsByKey.keys()]
  }
}

/** What all models of one `db` share. */
export interface Registry {
  readonly metadata: MetaData
  readonly models: Map<string, Mapper>
  /** Makes relationships ready; SQLAlchemy does this at the first instance or query. @throws TermError when one is wrong */
  configure(): void
  /** Tells the timeline, when somebody listens. */
  emit: ((body: EventBody) => void) | null
  /** How many objects have a number on the timeline, and how many of them it follows. */
  references: number
  followed: number
  warn(message: string, hint?: string): void
  /** The object's own text (`<User 'susan'>`), without loading anything. */
  textOf(state: InstanceState): string
  /** A new object of a class, made without its constructor. */
  blank(mapper: Mapper): InstanceState
  /** The session that `db.session` stands for now. */
  currentSession(): Session
  /** An argument of the address that a view is answering, or null. */
  requestArgument(name: string): string | null
  /** `User.__table__`. */
  tableObject(table: Table): object
  /** Makes the query object behind a dynamic relationship. */
  dynamicList(state: InstanceState, relationship: Relationship): object
}
